package io.beta9.provisioning.api.problem;

import java.util.List;

/** The content type of a request is none that its operation reads. */
public final class UnsupportedContentTypeException extends RuntimeException {
  private final transient List<String> supported;

  public UnsupportedContentTypeException(String contentType, List<String> supported) {
    super(
        "Content-Type '"
            + contentType
            + "' is not supported; this request accepts "
            + String.join(", ", supported));
    this.supported = List.copyOf(supported);
  }

  public List<String> supported() {
    return supported;
  }
}
