vers2
