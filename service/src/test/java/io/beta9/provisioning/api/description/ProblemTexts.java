package io.beta9.provisioning.api.description;

import org.springframework.http.HttpStatus;

/** When a request is answered with a status. */
final class ProblemTexts {
  private ProblemTexts() {}

  static String of(HttpStatus status) {
    return switch (status) {
      case BAD_REQUEST -> "The request is invalid; `errors` names each field or parameter.";
      case UNAUTHORIZED -> "The key is missing or invalid.";
      case FORBIDDEN -> "The key does not have the role that the request requires.";
      case NOT_FOUND -> "The resource does not exist, or belongs to another tenant.";
      case NOT_ACCEPTABLE -> "The resource has no representation that `Accept` allows.";
      case CONFLICT -> "The resource is in a state that does not allow the request.";
      case PRECONDITION_FAILED -> "The resource has changed since it had the tag in `If-Match`.";
      case CONTENT_TOO_LARGE -> "The body is too long.";
      case UNSUPPORTED_MEDIA_TYPE -> "The content type of the body is not supported.";
      case UNPROCESSABLE_CONTENT -> "The request is well-formed but cannot be executed.";
      case TOO_MANY_REQUESTS -> "A limit is reached; the request was not executed.";
      case SERVICE_UNAVAILABLE -> "The service or its database is unavailable; retry later.";
      default -> status.getReasonPhrase() + ".";
    };
  }
}
