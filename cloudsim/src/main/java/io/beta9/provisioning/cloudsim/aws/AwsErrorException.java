package io.beta9.provisioning.cloudsim.aws;

import java.util.Map;

/**
 * An AWS error response: its code on the wire (which often differs from the SDK's class name), its
 * HTTP status, and its message.
 */
public final class AwsErrorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final int status;
  private final transient Map<String, String> headers;

  public AwsErrorException(int status, String code, String message) {
    this(status, code, message, Map.of());
  }

  /** Creates an error with response headers, as used by S3 redirects. */
  public AwsErrorException(int status, String code, String message, Map<String, String> headers) {
    super(message);
    this.code = code;
    this.status = status;
    this.headers = Map.copyOf(headers);
  }

  public String code() {
    return code;
  }

  public int status() {
    return status;
  }

  public Map<String, String> headers() {
    return headers;
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? "" : message;
  }
}
