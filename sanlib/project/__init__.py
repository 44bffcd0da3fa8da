"""The ground of all rooms: where files stand, what a problem says and its row, which columns a table has, what is kept between runs."""
