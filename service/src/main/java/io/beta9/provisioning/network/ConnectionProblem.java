package io.beta9.provisioning.network;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection to a server cannot be used. The text names no host and no user, because health
 * checks publish it; the log has the message of the driver.
 */
public enum ConnectionProblem {
  AUTHENTICATION("the server rejects the user or the password"),
  UNKNOWN_DATABASE("the server does not have this database"),
  TOO_MANY_CONNECTIONS("the server has too many connections"),
  READ_ONLY("the server is a standby"),
  CERTIFICATE("the certificate of the server is not trusted"),
  CERTIFICATE_HOST("the certificate of the server is for another host name"),
  CERTIFICATE_PERIOD("the certificate of the server has expired or is not valid yet"),
  TLS("the server does not support TLS as required"),
  UNKNOWN_HOST("the host name is not known"),
  REFUSED("the connection is refused"),
  TIMEOUT("the server does not respond in time"),
  OTHER("the connection fails");

  private final String description;

  ConnectionProblem(String description) {
    this.description = description;
  }

  public String description() {
    return description;
  }

  /** Returns the problem that an exception of a driver stands for. */
  public static ConnectionProblem of(Throwable thrown) {
    ConnectionProblem found = OTHER;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      ConnectionProblem problem = ofOne(cause);
      if (problem != OTHER) {
        found = problem; // The innermost: the outer ones describe the pool or the client.
      }
    }
    return found;
  }

  private static ConnectionProblem ofOne(Throwable cause) {
    return switch (cause) {
      case CertificateExpiredException e -> CERTIFICATE_PERIOD;
      case CertificateNotYetValidException e -> CERTIFICATE_PERIOD;
      case CertificateException e -> isHostNameMismatch(e) ? CERTIFICATE_HOST : CERTIFICATE;
      case CertPathValidatorException e -> CERTIFICATE;
      case SSLPeerUnverifiedException e -> CERTIFICATE;
      case SSLException e -> TLS;
      case UnknownHostException e -> UNKNOWN_HOST;
      case SocketTimeoutException e -> TIMEOUT;
      case TimeoutException e -> TIMEOUT;
      case ConnectException e -> REFUSED;
      case SQLException e -> ofState(e.getSQLState());
      default -> ofMessage(String.valueOf(cause.getMessage()));
    };
  }

  /**
   * The JDK reports a certificate for another host as an exception of exactly this class; failures
   * of the path to an authority are subclasses of it or have a cause.
   */
  private static boolean isHostNameMismatch(CertificateException thrown) {
    return thrown.getClass() == CertificateException.class && thrown.getCause() == null;
  }

  /**
   * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">SQLSTATE</a>
   */
  private static ConnectionProblem ofState(@Nullable String state) {
    return switch (state) {
      case "28000", "28P01" -> AUTHENTICATION;
      case "3D000" -> UNKNOWN_DATABASE;
      case "53300" -> TOO_MANY_CONNECTIONS;
      case null, default -> OTHER;
    };
  }

  /** Redis reports errors as text that begins with a code. */
  private static ConnectionProblem ofMessage(String message) {
    if (message.startsWith("WRONGPASS") || message.startsWith("NOAUTH")) {
      return AUTHENTICATION;
    }
    return message.startsWith("ERR max number of clients") ? TOO_MANY_CONNECTIONS : OTHER;
  }
}
