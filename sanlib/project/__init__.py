"""The ground of all rooms: where files stand, what a problem says, which columns a table has, what is kept between runs."""
