"""What the console writes, as plain data: cells, line breaking, rows. Nothing here draws."""
