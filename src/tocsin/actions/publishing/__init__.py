"""From an approved draft to what the world sees: numbers, bytes, signatures, and the public record."""
