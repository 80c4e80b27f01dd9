package io.beta9.provisioning.api.problem;

/** The body of a request is longer than the maximum. */
public final class ContentTooLargeException extends RuntimeException {
  public ContentTooLargeException(int maxBytes) {
    super("the body has more than %,d bytes, which is the maximum".formatted(maxBytes));
  }
}
