package io.beta9.provisioning.helmrunner;

import java.util.List;
import java.util.Locale;

/**
 * What sort of trouble Helm is in. The library has one exception with a text, and no types: these
 * are the texts of Helm 3 that a caller has to tell apart.
 */
public enum ErrorKind {
  /** The request is wrong; nothing has been tried. */
  REQUEST(List.of()),
  /** Another run left the release {@code pending-*}, or is at work on it now. */
  PENDING(List.of("another operation (install/upgrade/rollback) is in progress")),
  /** The release exists already, and is not pending. */
  EXISTS(List.of("cannot re-use a name that is still in use")),
  /** There is no such release. */
  ABSENT(List.of("release: not found", "has no deployed releases")),
  /** Waited as long as it was told to; the cluster knows for what. */
  TIMEOUT(List.of("context deadline exceeded", "timed out waiting for the condition")),
  /** A signal came while Helm was at work. */
  CANCELED(List.of("context canceled")),
  /** The API server does not know the caller. */
  UNAUTHORIZED(List.of("unauthorized", "must be logged in to the server", "getting credentials")),
  /** The API server knows the caller and refuses. */
  FORBIDDEN(List.of("forbidden")),
  /** The API server cannot be reached, or its certificate is not to be trusted. */
  UNREACHABLE(
      List.of(
          "cluster unreachable",
          "connection refused",
          "connection reset",
          "no such host",
          "i/o timeout",
          "no route to host",
          "tls handshake",
          "x509:",
          "unexpected eof",
          "http2: client connection lost")),
  /** The API server has too much to do, or is changing over; it says so and means it. */
  BUSY(
      List.of(
          "etcdserver: request timed out",
          "etcdserver: leader changed",
          "the server is currently unable to handle the request",
          "the server was unable to return a response in the time allotted",
          "too many requests",
          "the object has been modified",
          "failed calling webhook")),
  /** The chart, or the values given to it. */
  CHART(
      List.of(
          "execution error at",
          "parse error at",
          "error calling",
          "nil pointer evaluating",
          "values don't meet the specifications",
          "chart.yaml",
          "missing in charts/ directory",
          "error unmarshaling",
          "error converting yaml",
          "unable to build kubernetes objects",
          "exists and cannot be imported into the current release",
          "is invalid:")),
  /** Anything else. */
  OTHER(List.of());

  private final List<String> messageFragments;

  ErrorKind(List<String> signs) {
    this.messageFragments = signs;
  }

  /** The kind that an error text of Helm's speaks of. */
  public static ErrorKind of(String error) {
    String text = error.toLowerCase(Locale.ROOT);
    for (ErrorKind kind : values()) {
      for (String sign : kind.messageFragments) {
        if (text.contains(sign)) {
          return kind;
        }
      }
    }
    return OTHER;
  }

  /** As it stands in the answer. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
