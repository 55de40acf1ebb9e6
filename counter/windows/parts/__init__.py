"""Small widgets the desk is made of; each shows a frozen value and knows no business."""
