package io.beta9.provisioning.app;

import io.beta9.provisioning.app.server.TlsCertificateReloader;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.settings.InvalidSettingsException;
import io.beta9.provisioning.settings.Settings;
import java.net.BindException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;

/** Finds the errors that an operator can fix in the exceptions of Spring. */
final class StartupFailureAnalyzer {
  /** The loggers that would report the failure again, with a stack trace. */
  static final List<String> LOGGERS =
      Stream.of(
              SpringApplication.class,
              LoggingFailureAnalysisReporter.class,
              AnnotationConfigServletWebServerApplicationContext.class)
          .map(Class::getName)
          .toList();

  private StartupFailureAnalyzer() {}

  /**
   * Returns the cause that an operator can fix, as an exception of the service, or else the
   * exception itself. Spring wraps the exception of a bean in one or more of its own.
   */
  static RuntimeException of(RuntimeException thrown, Settings settings, Set<ServiceRole> roles) {
    return Stream.iterate((Throwable) thrown, Objects::nonNull, Throwable::getCause)
        .flatMap(cause -> fixable(cause, settings, roles).stream())
        .findFirst()
        .orElse(thrown);
  }

  private static Optional<RuntimeException> fixable(
      Throwable cause, Settings settings, Set<ServiceRole> roles) {
    return switch (cause) {
      case Service.RefusedException e -> Optional.of(e);
      case InvalidSettingsException e -> Optional.of(e);
      case Migrations.UnreachableException e -> Optional.of(e);
      case TlsCertificateReloader.UnusableCertificateException e ->
          Optional.of(new Service.RefusedException(String.valueOf(e.getMessage())));
      case FailureException e -> Optional.of(new Service.RefusedException(e.failure().message()));
      case PortInUseException e -> Optional.of(portInUse(e.getPort(), settings, roles));
      case BindException e -> Optional.of(cannotListen(e, settings, roles));
      default -> Optional.empty();
    };
  }

  private static Service.RefusedException portInUse(
      int port, Settings settings, Set<ServiceRole> roles) {
    String setting = ServiceRole.portSetting(roles);
    return new Service.RefusedException(
        "%s: port %d on %s is in use. Stop the process that listens there, or set %s to another port%s"
            .formatted(
                setting,
                port,
                settings.listen().address(),
                setting,
                roles.contains(ServiceRole.API) ? "" : ", or to 0 for any free port"));
  }

  private static Service.RefusedException cannotListen(
      BindException cause, Settings settings, Set<ServiceRole> roles) {
    String setting = ServiceRole.portSetting(roles);
    return new Service.RefusedException(
        "LISTEN_ADDRESS, %s: this process cannot listen on %s, port %d: %s. Set an address of"
                .formatted(
                    setting,
                    settings.listen().address(),
                    ServiceRole.listenPort(roles, settings),
                    cause.getMessage())
            + " this machine and a port that the process is permitted to use");
  }
}
