package io.beta9.provisioning.api.problem;

import io.beta9.provisioning.access.KeyLimitException;
import io.beta9.provisioning.account.AccountLimitException;
import io.beta9.provisioning.database.StandbyDetector;
import io.beta9.provisioning.diagnosis.DiagnosisLimit.TooManyDiagnosesException;
import io.beta9.provisioning.environment.IllegalTransitionException;
import io.beta9.provisioning.environment.NameTakenException;
import io.beta9.provisioning.environment.StatusChangedException;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.intake.EnvironmentLimitException;
import io.beta9.provisioning.intake.ForcedDestroyRequests;
import io.beta9.provisioning.intake.IdempotencyKeyReusedException;
import io.beta9.provisioning.intake.ImmutableFieldsException;
import io.beta9.provisioning.intake.InvalidMetaConfigException;
import io.beta9.provisioning.intake.NothingToCancelException;
import io.beta9.provisioning.intake.UnknownAccountException;
import io.beta9.provisioning.intake.UnknownPlanException;
import io.beta9.provisioning.intake.UnknownRegionException;
import io.beta9.provisioning.intake.webhook.UnknownDeliveryException;
import io.beta9.provisioning.intake.webhook.UnknownWebhookException;
import io.beta9.provisioning.intake.webhook.WebhookDisabledException;
import io.beta9.provisioning.intake.webhook.WebhookLimitException;
import io.beta9.provisioning.metaconfig.text.Violation;
import io.beta9.provisioning.operation.EnvironmentBusyException;
import io.beta9.provisioning.telemetry.log.LogFields;
import io.beta9.provisioning.telemetry.log.LogThrottle;
import io.beta9.provisioning.tfstate.s3.StateNotFoundException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.ErrorResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * Maps exceptions to problem documents.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class ProblemDetails {
  private static final Logger log = LoggerFactory.getLogger(ProblemDetails.class);
  private static final String TYPES = "urn:beta9-provisioning:problem:";

  public static final String RETRY_AFTER_SECONDS = "5";

  private final JsonMapper json;
  private final LogThrottle throttle;

  public ProblemDetails(JsonMapper json) {
    this(json, System::nanoTime);
  }

  /**
   * @param nanoTime a clock with an arbitrary origin, in nanoseconds, for the limit of log lines
   */
  ProblemDetails(JsonMapper json, LongSupplier nanoTime) {
    this.json = json;
    this.throttle = new LogThrottle(Duration.ofMinutes(1), nanoTime);
  }

  /** Returns a problem document whose type identifies the kind of problem. */
  public static ProblemDetail problem(HttpStatus status, String type, String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setType(URI.create(TYPES + type));
    problem.setTitle(type.replace('-', ' '));
    return problem;
  }

  /** Returns the problem document for an exception. */
  public ProblemDetail of(Exception exception) {
    return switch (exception) {
      case BadRequestException e -> badRequest(e);
      case InvalidMetaConfigException e -> badRequest(new BadRequestException(e.violations()));
      case UnknownEnvironmentException e ->
          problem(HttpStatus.NOT_FOUND, "unknown-environment", sentence(e));
      case StateNotFoundException e -> problem(HttpStatus.NOT_FOUND, "unknown-state", sentence(e));
      case UnknownAccountException e ->
          problem(HttpStatus.NOT_FOUND, "unknown-account", sentence(e));
      case UnknownPlanException e -> problem(HttpStatus.NOT_FOUND, "unknown-plan", sentence(e));
      case UnknownRegionException e -> problem(HttpStatus.NOT_FOUND, "unknown-region", sentence(e));
      case UnknownKeyException e -> problem(HttpStatus.NOT_FOUND, "unknown-key", sentence(e));
      case UnknownWorkerException e -> problem(HttpStatus.NOT_FOUND, "unknown-worker", sentence(e));
      case UnknownWebhookException e ->
          problem(HttpStatus.NOT_FOUND, "unknown-webhook", sentence(e));
      case UnknownDeliveryException e ->
          problem(HttpStatus.NOT_FOUND, "unknown-delivery", sentence(e));
      case UnknownTenantException e -> problem(HttpStatus.NOT_FOUND, "unknown-tenant", sentence(e));
      case PermissionDeniedException e ->
          problem(HttpStatus.FORBIDDEN, "permission-denied", sentence(e));
      case ImmutableFieldsException e -> immutableFields(e);
      case ForcedDestroyRequests.NotConfirmedException e ->
          problem(HttpStatus.UNPROCESSABLE_CONTENT, "not-confirmed", sentence(e));
      case NameTakenException e -> problem(HttpStatus.CONFLICT, "name-taken", sentence(e));
      case NothingToCancelException e ->
          problem(HttpStatus.CONFLICT, "nothing-to-cancel", sentence(e));
      case EnvironmentBusyException e -> problem(HttpStatus.CONFLICT, "busy", sentence(e));
      case IllegalTransitionException e ->
          problem(HttpStatus.CONFLICT, "not-in-this-status", sentence(e));
      case StatusChangedException e ->
          problem(HttpStatus.CONFLICT, "status-changed", sentence(e) + " Repeat the request.");
      case IdempotencyKeyReusedException e ->
          problem(HttpStatus.UNPROCESSABLE_CONTENT, "idempotency-key-reused", sentence(e));
      case PreconditionFailedException e ->
          problem(HttpStatus.PRECONDITION_FAILED, "precondition-failed", sentence(e));
      case RequestInProgressException e ->
          problem(HttpStatus.CONFLICT, "request-in-progress", sentence(e));
      case EnvironmentLimitException e ->
          problem(HttpStatus.TOO_MANY_REQUESTS, "too-many-environments", sentence(e));
      case WebhookLimitException e ->
          problem(HttpStatus.TOO_MANY_REQUESTS, "too-many-webhooks", sentence(e));
      case KeyLimitException e ->
          problem(HttpStatus.TOO_MANY_REQUESTS, "too-many-keys", sentence(e));
      case AccountLimitException e ->
          problem(HttpStatus.TOO_MANY_REQUESTS, "too-many-accounts", sentence(e));
      case WebhookDisabledException e ->
          problem(HttpStatus.CONFLICT, "webhook-disabled", sentence(e));
      case TooManyLargeDocumentsException e ->
          problem(HttpStatus.TOO_MANY_REQUESTS, "too-many-large-documents", sentence(e));
      case TooManyDiagnosesException e ->
          problem(HttpStatus.TOO_MANY_REQUESTS, "too-many-diagnoses", sentence(e));
      case TooManyStreamsException e ->
          problem(HttpStatus.TOO_MANY_REQUESTS, "too-many-streams", sentence(e));
      case FailureException e -> failure(e);
      case DataAccessResourceFailureException e -> unavailable(e);
      case TransientDataAccessException e -> unavailable(e);
      case CannotCreateTransactionException e -> unavailable(e);
      case UncategorizedDataAccessException e when StandbyDetector.isCauseOf(e) -> unavailable(e);
      case ContentTooLargeException e ->
          problem(HttpStatus.CONTENT_TOO_LARGE, "content-too-large", sentence(e));
      case UnsupportedContentTypeException e ->
          problem(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", sentence(e));
      case TypeMismatchException e ->
          badRequest(
              new BadRequestException(
                  Objects.requireNonNullElse(e.getPropertyName(), "request"),
                  "has an invalid value"));
      case RequestRejectedException _ ->
          badRequest(
              new BadRequestException(
                  "request",
                  "contains a header or a parameter with characters that are not allowed"));
      case HttpMessageNotReadableException _ ->
          badRequest(new BadRequestException(Violation.BODY, "is required: a JSON object"));
      case DataAccessException e when isInvalidValue(e) -> invalidValue(e);
      case ErrorResponse e -> ofFramework(e);
      default -> {
        logUnexpected(exception);
        yield problem(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "internal",
            "This is a defect of Beta9 Provisioning. Its log contains the details.");
      }
    };
  }

  /** Returns the problem document of a status that has no further explanation. */
  public static ProblemDetail ofStatus(HttpStatus status, String path) {
    return problem(
        status,
        typeOf(status),
        switch (status) {
          case NOT_FOUND -> "There is no resource " + path + ".";
          case METHOD_NOT_ALLOWED -> "The resource does not support this method.";
          default -> "The request could not be processed: " + status.getReasonPhrase() + ".";
        });
  }

  private static String typeOf(HttpStatus status) {
    return status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  private static ProblemDetail ofFramework(ErrorResponse e) {
    HttpStatus status = HttpStatus.valueOf(e.getStatusCode().value());
    String detail = e.getBody().getDetail();
    String described = detail == null || detail.isBlank() ? status.getReasonPhrase() + "." : detail;
    return problem(
        status, status == HttpStatus.BAD_REQUEST ? "invalid-request" : typeOf(status), described);
  }

  /** Returns whether the database rejected a value, not the statement. */
  private static boolean isInvalidValue(DataAccessException e) {
    return e.getMostSpecificCause() instanceof SQLException sql
        && sql.getSQLState() != null
        && sql.getSQLState().startsWith("22");
  }

  /** A value that the API should have rejected itself: answered as such, and logged. */
  private ProblemDetail invalidValue(DataAccessException e) {
    throttle.occurred(
        "values that the database rejected",
        () -> log.warn("The database rejected a value of a request", e),
        ProblemDetails::summary);
    return badRequest(new BadRequestException("request", "contains a value that cannot be stored"));
  }

  /** With its stack trace once a minute for each place that throws. */
  private void logUnexpected(Exception exception) {
    StackTraceElement[] frames = exception.getStackTrace();
    throttle.occurred(
        exception.getClass().getSimpleName() + (frames.length == 0 ? "" : " at " + frames[0]),
        () -> log.error("Unexpected exception while handling a request", exception),
        ProblemDetails::summary);
  }

  private static void summary(LogThrottle.Unlogged unlogged) {
    log.warn("{} more errors of {} were not logged", unlogged.occurrences(), unlogged.source());
  }

  /** Returns whether the same request can succeed when it is repeated. */
  public static boolean isRetryable(ProblemDetail problem) {
    return problem.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value()
        || problem.getStatus() == HttpStatus.TOO_MANY_REQUESTS.value();
  }

  /** Writes a problem document from a filter, which runs outside Spring MVC. */
  public void write(HttpServletRequest request, HttpServletResponse response, ProblemDetail problem)
      throws IOException {
    if (problem.getInstance() == null) {
      problem.setInstance(instance(request));
    }
    response.setStatus(problem.getStatus());
    if (isRetryable(problem) && response.getHeader("Retry-After") == null) {
      response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(json.writeValueAsBytes(document(problem)));
  }

  /** Returns the path of the request; null if it is no URI. */
  public static @Nullable URI instance(HttpServletRequest request) {
    try {
      return new URI(request.getRequestURI());
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** Returns the JSON document, with extension members next to the standard ones. */
  public static Map<String, Object> document(ProblemDetail problem) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", problem.getType());
    document.put("title", problem.getTitle());
    document.put("status", problem.getStatus());
    document.put("code", code(problem));
    document.put("detail", problem.getDetail());
    document.put("instance", problem.getInstance());
    document.put("request_id", LogFields.value(LogFields.REQUEST));
    if (problem.getProperties() != null) {
      document.putAll(problem.getProperties());
    }
    document.values().removeIf(Objects::isNull);
    return document;
  }

  /** Returns the last part of the type. */
  private static @Nullable String code(ProblemDetail problem) {
    String type = String.valueOf(problem.getType());
    return type.startsWith(TYPES) ? type.substring(TYPES.length()) : null;
  }

  private static ProblemDetail badRequest(BadRequestException e) {
    ProblemDetail problem =
        problem(
            HttpStatus.BAD_REQUEST,
            "invalid-request",
            e.violations().size() == 1
                ? e.violations().getFirst().toString()
                : e.violations().size() + " fields are invalid; each is listed in 'errors'.");
    problem.setProperty("errors", e.violations().stream().map(ProblemDetails::error).toList());
    return problem;
  }

  private static Map<String, String> error(Violation violation) {
    Map<String, String> error = new LinkedHashMap<>();
    error.put("path", violation.path());
    error.put("message", violation.message());
    if (violation.code() != null) {
      error.put("code", violation.code());
    }
    return error;
  }

  private static ProblemDetail immutableFields(ImmutableFieldsException e) {
    ProblemDetail problem = problem(HttpStatus.UNPROCESSABLE_CONTENT, "fixed-fields", sentence(e));
    problem.setProperty("errors", e.fields().stream().map(ProblemDetails::error).toList());
    return problem;
  }

  private static ProblemDetail failure(FailureException e) {
    HttpStatus status =
        switch (e.failure().kind()) {
          case TRANSIENT, TIMEOUT, CAPACITY -> HttpStatus.SERVICE_UNAVAILABLE;
          case CONFIGURATION -> HttpStatus.UNPROCESSABLE_CONTENT;
          case CONFLICT, CANCELLED, QUOTA -> HttpStatus.CONFLICT;
          case PERMISSION -> HttpStatus.FORBIDDEN;
          case BOOTSTRAP, INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    // Only operations are retried.
    Failure failure = e.failure().withoutRetry(1);
    ProblemDetail problem = problem(status, failure.code().code(), failure.message());
    problem.setProperty("class", failure.kind().code());
    problem.setProperty("next", failure.next());
    return problem;
  }

  private ProblemDetail unavailable(Exception e) {
    throttle.occurred(
        "the unavailable database",
        () ->
            log.warn(
                "Database unavailable while handling a request: {}",
                String.valueOf(e.getMessage())),
        ProblemDetails::summary);
    return problem(
        HttpStatus.SERVICE_UNAVAILABLE,
        "database-unavailable",
        "The database is unavailable. Nothing was written; retry in a few seconds.");
  }

  private static String sentence(Exception e) {
    String text = String.valueOf(e.getMessage());
    return Character.toUpperCase(text.charAt(0))
        + text.substring(1)
        + (List.of('.', '!', '?').contains(text.charAt(text.length() - 1)) ? "" : ".");
  }

  /** Returns the failure classes that a problem document can contain. */
  public static List<String> classes() {
    return java.util.Arrays.stream(FailureClass.values()).map(FailureClass::code).toList();
  }
}
