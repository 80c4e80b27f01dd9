package io.beta9.provisioning.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Knows a server that takes no writes any more: after a failover a connection may lead to what is a
 * standby now. To whoever writes, that is a database out of reach; and the connection is given up,
 * so that the next one finds the new primary.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's error
 *     codes</a>
 */
public final class StandbyDetector implements SQLExceptionOverride {
  private static final String READ_ONLY = "25006";

  /** Made by the pool. */
  public StandbyDetector() {}

  @java.lang.Override
  public Override adjudicate(SQLException e) {
    return isReadOnly(e) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
  }

  /** Whether an exception comes from a server that takes no writes. */
  public static boolean shownBy(Throwable e) {
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
