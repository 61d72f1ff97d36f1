package io.fastflight.declared;

/**
 * Says what is wrong at one place of a file.
 *
 * @param place where
 * @param message what is wrong, what is allowed, and what to do
 */
public record Fault(Place place, String message) {
  @Override
  public String toString() {
    return place + ": " + message;
  }
}
