package io.beta9.provisioning.app;

import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.failure.FailureException;
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

/** What a person can mend, found in what Spring makes of it. */
final class StartupFailureAnalyzer {
  /** Who would tell the same once more, with a stack trace. */
  static final List<String> LOGGERS =
      Stream.of(
              SpringApplication.class,
              LoggingFailureAnalysisReporter.class,
              AnnotationConfigServletWebServerApplicationContext.class)
          .map(Class::getName)
          .toList();

  private StartupFailureAnalyzer() {}

  /**
   * The sentence in it, as an exception of this product; else itself. Spring wraps what a bean
   * throws in one or more of its own, depending on who made the bean.
   */
  static RuntimeException of(RuntimeException thrown, Settings settings, Set<ServiceRole> roles) {
    return Stream.iterate((Throwable) thrown, Objects::nonNull, Throwable::getCause)
        .flatMap(cause -> mended(cause, settings, roles).stream())
        .findFirst()
        .orElse(thrown);
  }

  private static Optional<RuntimeException> mended(
      Throwable cause, Settings settings, Set<ServiceRole> roles) {
    return switch (cause) {
      case Service.RefusedException e -> Optional.of(e);
      case Settings.InvalidSettingsException e -> Optional.of(e);
      case Migrations.UnreachableException e -> Optional.of(e);
      case FailureException e -> Optional.of(new Service.RefusedException(e.failure().message()));
      case PortInUseException e -> Optional.of(taken(e.getPort(), settings, roles));
      case BindException e -> Optional.of(notToBeHad(e, settings, roles));
      default -> Optional.empty();
    };
  }

  private static Service.RefusedException taken(
      int port, Settings settings, Set<ServiceRole> roles) {
    String setting = ServiceRole.portSetting(roles);
    return new Service.RefusedException(
        "%s: port %d on %s is in use. End what listens there, or set %s to another port%s"
            .formatted(
                setting,
                port,
                settings.api().listenAddress(),
                setting,
                roles.contains(ServiceRole.API) ? "" : ", or to 0 for any that is free"));
  }

  private static Service.RefusedException notToBeHad(
      BindException cause, Settings settings, Set<ServiceRole> roles) {
    String setting = ServiceRole.portSetting(roles);
    return new Service.RefusedException(
        "LISTEN_ADDRESS, %s: this process cannot listen on %s, port %d: %s. Set them to an address"
                .formatted(
                    setting,
                    settings.api().listenAddress(),
                    ServiceRole.listenPort(roles, settings),
                    cause.getMessage())
            + " of this machine and a port that it may have");
  }
}
