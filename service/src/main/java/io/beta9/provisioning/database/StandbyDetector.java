package io.beta9.provisioning.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Recognizes the errors of a server that has become a standby: after a failover, existing
 * connections may lead to it. Writes treat it as an unavailable database. The pool closes the
 * connection, so that the next one reaches the new primary.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's error
 *     codes</a>
 */
public final class StandbyDetector implements SQLExceptionOverride {
  private static final String READ_ONLY = "25006";

  /** Called by the pool. */
  public StandbyDetector() {}

  @java.lang.Override
  public Override adjudicate(SQLException e) {
    return isReadOnly(e) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
  }

  /** Returns whether a server that rejects writes caused the exception. */
  public static boolean isCauseOf(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && isReadOnly(sql)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isReadOnly(SQLException e) {
    return READ_ONLY.equals(e.getSQLState());
  }
}
