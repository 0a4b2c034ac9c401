"""The question types, one file each. `TYPES` knows them by their French word."""
