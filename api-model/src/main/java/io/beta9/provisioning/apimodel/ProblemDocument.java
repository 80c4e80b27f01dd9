package io.beta9.provisioning.apimodel;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error response.
 *
 * @param type URN that identifies the kind of problem
 * @param code the last part of {@code type}
 * @param errors invalid fields of the request; empty if the problem is not a field
 * @param failureClass {@code class} in JSON: class of the failure, if one is the cause
 * @param next next step, if a failure is the cause
 * @param requestId the id under which the log of the service mentions the request
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record ProblemDocument(
    String type,
    String title,
    int status,
    @Nullable String code,
    @Nullable String detail,
    @Nullable String instance,
    List<FieldError> errors,
    @JsonProperty("class") @Nullable String failureClass,
    @Nullable String next,
    @Nullable String requestId) {
  public ProblemDocument {
    errors = errors == null ? List.of() : List.copyOf(errors);
  }

  /** An invalid field of a request. */
  public record FieldError(String path, String message) {}
}
