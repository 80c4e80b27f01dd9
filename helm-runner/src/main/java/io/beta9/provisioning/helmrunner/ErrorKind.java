package io.beta9.provisioning.helmrunner;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Classifies errors of Helm 3 by their messages, because the library reports all of them with the
 * same exception type. A kind takes precedence over those below it: a cluster that is unreachable
 * ends in a timeout, too.
 */
public enum ErrorKind {
  /** The request is invalid; Helm was not called. */
  REQUEST(List.of()),
  /**
   * The release is in a {@code pending-*} status: another operation is running or was interrupted.
   */
  PENDING(List.of("another operation \\(install/upgrade/rollback\\) is in progress")),
  /** The release has another revision than the caller expects; Helm was not called. */
  CHANGED(List.of()),
  /** The release already exists and is not pending. */
  EXISTS(List.of("cannot re-use a name that is still in use")),
  /** The release does not exist. */
  ABSENT(List.of("release: not found", "has no deployed releases")),
  /** The API server's admission control rejected an object, independently of its creator. */
  REJECTED(
      List.of(
          "exceeded quota:",
          "failed quota:",
          "violates podsecurity",
          "denied the request",
          " usage per ",
          "validatingadmissionpolicy",
          // Of a webhook that answers with what the API server does not accept.
          "unknown conversion",
          "invalid webhook response")),
  /** An admission webhook did not answer. */
  WEBHOOK(List.of("failed calling webhook", "failed to call webhook")),
  /** The API server could not authenticate the caller. */
  UNAUTHORIZED(
      List.of(
          "unauthorized",
          "must be logged in to the server",
          "getting credentials",
          "client to provide credentials")),
  /** The API server or a namespace that is being deleted is unavailable for a time. */
  BUSY(
      List.of(
          "\\betcdserver: ",
          "\\((serviceunavailable|internalerror|timeout|servertimeout|toomanyrequests|conflict)\\):"
              + " ",
          "apiserver is shutting down",
          "no endpoints available for service",
          "request did not complete within",
          "etcd cluster is unavailable",
          "the server is currently unable to handle the request",
          "the server was unable to return a response in the time allotted",
          "too many requests",
          "the object has been modified",
          "is being terminated",
          "is being deleted",
          "definition is terminating",
          "internal error occurred",
          "has prevented the request from succeeding",
          "the server could not find the requested resource",
          "apiserver not ready",
          "all content is removed from this namespace")),
  /** The API server denied the caller access. */
  FORBIDDEN(
      List.of(
          "is forbidden",
          "\\(forbidden\\)",
          "403 forbidden",
          "forbidden: user",
          // All that the Kubernetes client reports of a description of the API that it may not
          // read.
          "(cluster unreachable|from kubernetes): unknown$")),
  /** The API server is unreachable, or its certificate is not trusted. */
  UNREACHABLE(
      List.of(
          "cluster unreachable",
          "connection refused",
          "connection reset",
          "(connection|operation|connect|read) timed out",
          "\\bdial (tcp|udp)\\b",
          "request canceled",
          "client\\.timeout",
          "network is unreachable",
          "server misbehaving",
          "broken pipe",
          "use of closed network connection",
          "stream error",
          // A request without a response, unlike the wait for an object.
          "\\b(get|head|post|put|patch|delete) \"?https?://\\S+: (context deadline exceeded|eof)",
          "no such host",
          "i/o timeout",
          "no route to host",
          "tls handshake",
          "x509:",
          "unexpected eof",
          "http2: ")),
  /** The timeout elapsed. The message does not name the resource that was waited for. */
  TIMEOUT(
      List.of(
          "context deadline exceeded",
          "would exceed context deadline",
          "timed out waiting",
          "job failed: deadlineexceeded")),
  /** A signal interrupted the Helm call. */
  CANCELED(List.of("context canceled")),
  /** The chart or its values are invalid. */
  CHART(
      List.of(
          "execution error at",
          "parse error at",
          "error calling",
          "nil pointer evaluating",
          "values don't meet the specifications",
          "chart\\.yaml",
          "missing in charts/ directory",
          "error unmarshaling",
          "error converting yaml",
          "unable to build kubernetes objects",
          "exists and cannot be imported into the current release",
          "is invalid:",
          "field is immutable",
          "failed to create (typed )?patch",
          "no matches for kind",
          "unknown field",
          "unable to decode",
          "a resource that already exists")),
  /** Any other error. */
  OTHER(List.of());

  private final Pattern signs;

  ErrorKind(List<String> signs) {
    // Of an empty list: a pattern that matches nothing.
    this.signs =
        Pattern.compile(
            signs.isEmpty() ? "(?!)" : String.join("|", signs), Pattern.CASE_INSENSITIVE);
  }

  /** Returns the kind of an error message of Helm. */
  public static ErrorKind of(String message) {
    for (ErrorKind kind : values()) {
      if (kind.signs.matcher(message).find()) {
        return kind;
      }
    }
    return OTHER;
  }

  /** Returns the value of the field {@code kind} in the response. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
