package io.beta9.provisioning.bootstrap.cluster;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Maps errors of a cluster's API server to failures. */
public final class ApiServerFailures {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  /**
   * Statuses of requests that succeed later: the API server was busy or does not serve all APIs
   * yet, the object has been changed or deleted since it was read, or a list has expired.
   */
  private static final Set<Integer> TEMPORARY = Set.of(404, 408, 409, 410, 429);

  /** Names the caller whose permission is missing. */
  private static final Pattern USER = Pattern.compile("(?i)forbidden: user \"");

  private static final Pattern TERMINATING =
      Pattern.compile("namespace (\\S+) because it is being terminated");

  /** A definition of resources, or an object, that is being deleted. */
  private static final Pattern BEING_DELETED =
      Pattern.compile("definition is terminating|object is being deleted|is being terminated");

  /** An admission webhook could not be called. */
  private static final Pattern WEBHOOK = Pattern.compile("failed (?:calling|to call) webhook");

  private ApiServerFailures() {}

  /**
   * Returns whether the API server rejected the credentials or the caller's permissions. It also
   * answers 403 to what no one is permitted to do: exceed a quota, or create objects in a namespace
   * that is being deleted.
   */
  public static boolean isAccessDenied(KubernetesClientException e) {
    return e.getCode() == UNAUTHORIZED
        || (e.getCode() == FORBIDDEN
            && (e.getStatus() == null || USER.matcher(describe(e)).find()));
  }

  /** Returns what the API server reported, or why it could not be reached. */
  public static String describe(KubernetesClientException e) {
    if (e.getStatus() != null && e.getStatus().getMessage() != null) {
      return e.getStatus().getMessage();
    }
    return reportedCause(e).orElseGet(() -> e.getCause() == null ? message(e) : lastCause(e));
  }

  /** Returns the innermost cause that says more than its type; what is above it repeats it. */
  private static Optional<String> reportedCause(Throwable e) {
    String reported = null;
    for (Throwable cause : causes(e)) {
      if (!message(cause).isEmpty()) {
        reported = cause.getClass().getSimpleName() + ": " + message(cause);
      }
    }
    return Optional.ofNullable(reported);
  }

  /** The JDK's HTTP client reports what prevented a connection by types only. */
  private static String lastCause(Throwable e) {
    List<Throwable> causes = causes(e);
    Throwable last = causes.getLast();
    if (last instanceof UnresolvedAddressException) {
      return "UnresolvedAddressException: the host name could not be resolved";
    }
    if (causes.stream().anyMatch(ConnectException.class::isInstance)) {
      return "ConnectException: the connection could not be established";
    }
    return last.getClass().getSimpleName();
  }

  /** Returns the causes of an exception, the innermost last. */
  private static List<Throwable> causes(Throwable e) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes;
  }

  private static String message(Throwable e) {
    return Objects.requireNonNullElse(e.getMessage(), "");
  }

  /** Maps any error that the API server's client has thrown. */
  public static FailureException of(
      ClusterAccess cluster, String doing, KubernetesClientException e) {
    String reported = describe(e);
    if (isAccessDenied(e)) {
      return accessDenied(cluster, e);
    }
    Matcher terminating = TERMINATING.matcher(reported);
    if (e.getCode() == FORBIDDEN && terminating.find()) {
      return new FailureException(
          Failure.of(FailureCode.NAMESPACE_TERMINATING)
              .with(FailureParameter.NAMESPACE, terminating.group(1)),
          e);
    }
    if (WEBHOOK.matcher(reported).find()) {
      return new FailureException(
          Failure.of(FailureCode.WEBHOOK_UNAVAILABLE, doing)
              .with(FailureParameter.REPORTED, reported),
          e);
    }
    if (e.getCode() >= 400
        && e.getCode() < 500
        && !TEMPORARY.contains(e.getCode())
        && !BEING_DELETED.matcher(reported).find()) {
      return new FailureException(
          Failure.of(FailureCode.CLUSTER_REQUEST_REJECTED, doing)
              .with(FailureParameter.STATUS, e.getCode())
              .with(FailureParameter.REPORTED, reported),
          e);
    }
    return unreachable(cluster, doing, reported, e);
  }

  static FailureException accessDenied(ClusterAccess cluster, KubernetesClientException e) {
    return new FailureException(
        Failure.of(FailureCode.CLUSTER_ACCESS_DENIED)
            .about(cluster.coordinates().name())
            .with(FailureParameter.REPORTED, e.getCode() + " " + describe(e)),
        e);
  }

  /**
   * Returns the failure of a request that the API server did not answer.
   *
   * @param activity what was requested, a gerund phrase; null if nothing in particular
   */
  public static FailureException unreachable(
      ClusterAccess cluster,
      @Nullable String activity,
      @Nullable String reported,
      Throwable cause) {
    return new FailureException(
        Failure.of(FailureCode.CLUSTER_UNREACHABLE)
            .about(cluster.coordinates().name())
            .with(FailureParameter.ACTIVITY, activity)
            .with(FailureParameter.REPORTED, reported)
            .with(FailureParameter.ENDPOINT, cluster.coordinates().endpoint()),
        cause);
  }
}
