"""Any table with weights and a design in; shares, means, totals, differences, ranks and sample sizes with their intervals out."""
