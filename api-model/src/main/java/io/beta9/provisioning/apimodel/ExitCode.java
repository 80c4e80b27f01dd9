package io.beta9.provisioning.apimodel;

/** What a command's exit code says. */
public final class ExitCode {
  public static final int DONE = 0;

  /** It was tried, and failed. */
  public static final int FAILED = 1;

  /** The command or the meta-config is wrong. */
  public static final int WRONG_USE = 2;

  public static final int NOT_FOUND = 3;

  /** It cannot be done now, as things stand: a name taken, an operation under way, no right. */
  public static final int REFUSED = 4;

  private ExitCode() {}

  public static int of(int httpStatus) {
    return switch (httpStatus) {
      case 400, 413, 415, 422 -> WRONG_USE;
      case 404 -> NOT_FOUND;
      case 403, 409 -> REFUSED;
      default -> FAILED;
    };
  }
}
