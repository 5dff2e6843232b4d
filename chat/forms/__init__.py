"""What people fill in on pages. The actions check it again; here it is shown and explained."""
