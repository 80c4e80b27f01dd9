package io.beta9.provisioning.apimodel;

/** Exit codes of all commands. */
public final class ExitCode {
  /** The command succeeded. */
  public static final int DONE = 0;

  /** The command was executed and failed. */
  public static final int FAILED = 1;

  /** The command, a setting or the meta-config is invalid. */
  public static final int WRONG_USE = 2;

  /** The environment, key, worker, … does not exist. */
  public static final int NOT_FOUND = 3;

  /**
   * The request was refused in the current state: a name is taken, an operation is in progress, a
   * permission is missing.
   */
  public static final int REFUSED = 4;

  private ExitCode() {}

  /** Returns the exit code for an error status of the API. */
  public static int of(int httpStatus) {
    return switch (httpStatus) {
      case 400, 413, 415, 422 -> WRONG_USE;
      case 404 -> NOT_FOUND;
      case 403, 409, 412 -> REFUSED;
      default -> FAILED;
    };
  }
}
