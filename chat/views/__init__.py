"""The pages: a view translates in, asks the domain once, translates out."""
