package io.beta9.provisioning.cloudsim.aws;

/**
 * An error as AWS would answer it: its code on the wire (which is seldom a class name of the SDK),
 * the HTTP status that goes with it, and a message for a person.
 */
public final class AwsFault extends RuntimeException {
  private final String code;
  private final int status;

  public AwsFault(int status, String code, String message) {
    super(message);
    this.code = code;
    this.status = status;
  }

  public String code() {
    return code;
  }

  public int status() {
    return status;
  }
}
