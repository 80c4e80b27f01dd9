package io.beta9.provisioning.api.support;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.EffectiveCaller;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.api.request.LargeDocument;
import io.beta9.provisioning.diagnosis.bundle.SupportBundle;
import io.beta9.provisioning.environment.Environment;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Everything that is known about an environment, for people who cannot access the installation. */
@RestController
@RequestMapping("/api/v1/environments/{id}")
public class SupportBundleResource {
  private static final String ZIP = "application/zip";

  private final EffectiveCaller environments;
  private final SupportBundle bundle;
  private final AuditTrail audit;

  public SupportBundleResource(
      EffectiveCaller environments, SupportBundle bundle, AuditRepository audit) {
    this.environments = environments;
    this.bundle = bundle;
    this.audit = new AuditTrail(audit);
  }

  /**
   * Streams an archive with configuration, outputs, diagnosis, operations, plans, events, log and
   * cluster report, without secrets. Its size is limited: the oldest events and log lines are left
   * out.
   */
  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @LargeDocument(LargeDocument.DocumentKind.SUPPORT_BUNDLE)
  @GetMapping(value = "/support-bundle", produces = ZIP)
  void bundle(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      HttpServletResponse response)
      throws IOException {
    Environment environment = environments.find(caller, id);
    try {
      audit.around(
          caller,
          AuditAction.onEnvironment(environment.id().value(), "env.bundle", null),
          () -> {
            write(environment, response);
            return environment;
          },
          written -> "written without secrets");
    } catch (UncheckedIOException e) {
      throw e.getCause(); // The client has closed the connection.
    }
  }

  private void write(Environment environment, HttpServletResponse response) {
    response.setContentType(ZIP);
    response.setHeader(
        "Content-Disposition",
        "attachment; filename=\"" + SupportBundle.name(environment) + ".zip\"");
    try (OutputStream out = response.getOutputStream()) {
      bundle.write(environment, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
