package io.beta9.provisioning.cli.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.ProblemDocument;
import io.beta9.provisioning.format.PrintableText;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;

/** Turns failed requests and error responses into messages for the user. */
final class ApiErrors {
  private final ApiSettings settings;

  ApiErrors(ApiSettings settings) {
    this.settings = settings;
  }

  /** Returns the error for a connection that failed or was broken. */
  CommandException unreachable(IOException e) {
    return e instanceof SSLHandshakeException
        ? new CommandException(
            ExitCode.FAILED,
            "the certificate of the API at "
                + settings.url()
                + " is not trusted ("
                + message(e)
                + ")",
            List.of(
                "If a private authority signed it, set "
                    + TrustedCertificates.VARIABLE
                    + " to the PEM file with the authority's certificate."))
        : new CommandException(
            ExitCode.FAILED,
            "the API at " + settings.url() + " is not reachable (" + message(e) + ")",
            List.of(
                "Start it with './provisioner demo' or './provisioner api', or set"
                    + " PROVISIONER_URL to its address."));
  }

  /** Returns the error for a response with this status and body. */
  CommandException problem(int status, byte[] bytes) {
    JsonElement body = Json.parse(bytes).orElseGet(JsonObject::new);
    if (status == 401) {
      return new CommandException(
          ExitCode.FAILED,
          settings.key().isEmpty()
              ? "the API requires a key, and none is set"
              : "the API rejected the key",
          List.of(
              "Run './provisioner login --url "
                  + settings.url()
                  + "', or set PROVISIONER_URL and PROVISIONER_KEY. An operator creates a key with"
                  + " './provisioner admin keys create'; the demo writes its key to "
                  + ApiSettings.FILE
                  + "."));
    }
    return error(status, body);
  }

  private static CommandException error(int status, JsonElement body) {
    ProblemDocument problem;
    try {
      problem = Json.read(body, ProblemDocument.class);
    } catch (JsonParseException e) {
      return new CommandException(ExitCode.of(status), "the API answered " + status);
    }
    List<String> errors =
        problem.errors().stream().map(e -> e.path() + ": " + e.message()).toList();
    // The detail of a single invalid field repeats that field.
    if (errors.size() == 1 && errors.getFirst().equals(problem.detail())) {
      errors = List.of();
    }
    String message =
        problem.detail() != null
            ? problem.detail()
            : problem.title() != null ? problem.title() : "the API answered " + status;
    return new CommandException(
        ExitCode.of(status),
        message,
        status >= 500 && problem.requestId() != null
            ? List.of("Request id, for the log of the service: " + problem.requestId())
            : errors);
  }

  /** Returns the error for a successful response that is not JSON. */
  CommandException notTheApi() {
    return new CommandException(
        ExitCode.FAILED, settings.url() + " is not the API: the response is not JSON");
  }

  /** Returns the error for a response that does not have the expected fields. */
  CommandException notUnderstood(JsonParseException e) {
    return new CommandException(
        ExitCode.FAILED,
        "the response of " + settings.url() + " is not understood: " + e.getMessage(),
        List.of("The versions of service and CLI may differ."));
  }

  private static String message(IOException e) {
    // A message may quote what the server has sent.
    return PrintableText.of(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
  }
}
