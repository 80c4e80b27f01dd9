package io.beta9.provisioning.cloudsim.aws;

import java.util.Map;

/**
 * An error as AWS would answer it: its code on the wire (which is seldom a class name of the SDK),
 * the HTTP status that goes with it, and a message for a person.
 */
public final class AwsErrorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final int status;
  private final transient Map<String, String> headers;

  public AwsErrorException(int status, String code, String message) {
    this(status, code, message, Map.of());
  }

  /** A fault that tells part of itself in response headers, as S3's redirects do. */
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
