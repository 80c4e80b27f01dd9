package io.beta9.provisioning.app;

import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.settings.DatabaseUrl;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Waits a while for a database that starts too, and says so. What waiting does not mend, a wrong
 * password or a name that is unknown, is told at once.
 *
 * @param pause between two tries
 */
public record DatabaseAvailability(int tries, Duration pause) {
  /** With the two seconds that a try takes, a minute. */
  public static final DatabaseAvailability STANDARD =
      new DatabaseAvailability(15, Duration.ofSeconds(2));

  /**
   * Does the work as soon as the database answers.
   *
   * @param tell hears once that it is waited for, and again where the reason is another
   * @throws Migrations.UnreachableException with what to do, where it does not
   */
  public void until(DatabaseUrl url, Consumer<String> tell, Runnable work) {
    String told = "";
    for (int attempt = 1; ; attempt++) {
      try {
        work.run();
        return;
      } catch (Migrations.UnreachableException e) {
        String why = reason(e);
        if (attempt == tries || !waitingHelps(e)) {
          throw new Migrations.UnreachableException(
              "the database at "
                  + url
                  + " is of no use: "
                  + why
                  + ". Start it, or mend DATABASE_URL; './provisioner doctor --for production'"
                  + " says what it finds",
              e);
        }
        if (!why.equals(told)) {
          tell.accept("waiting for the database at " + url + ": " + why);
          told = why;
        }
        pause(e);
      }
    }
  }

  private void pause(Migrations.UnreachableException before) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw before;
    }
  }

  /** The driver's words: the pool's are about itself. */
  private static String reason(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() instanceof SQLException deeper) {
      cause = deeper;
    }
    return String.valueOf(cause.getMessage()).replaceAll("\\s+", " ").replaceFirst("\\.$", "");
  }

  /** 28 is a user or password that is wrong, 3D a database that is not there. */
  private static boolean waitingHelps(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && (sql.getSQLState().startsWith("28") || sql.getSQLState().startsWith("3D"))) {
        return false;
      }
    }
    return true;
  }
}
