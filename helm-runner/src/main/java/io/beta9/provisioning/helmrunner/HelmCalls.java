package io.beta9.provisioning.helmrunner;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.TemplateCommand;
import com.marcnuri.helm.UninstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Turns a request into a call of the Helm library, and what came of it into an answer. */
final class HelmCalls {
  private final Request request;

  HelmCalls(Request request) {
    this.request = request;
  }

  Answer call() {
    try {
      return switch (request.action()) {
        case INSTALL -> install();
        case UPGRADE -> upgrade();
        case UNINSTALL -> uninstall();
        case STATUS -> find().<Answer>map(Answer.Found::new).orElseGet(Answer.Absent::new);
        case LIST -> new Answer.Releases(list());
        case TEMPLATE -> template();
        case VERSION -> new Answer.Version(Helm.version().call());
      };
    } catch (IllegalStateException e) {
      // The library's one exception for everything that Helm says.
      String error = Optional.ofNullable(e.getMessage()).orElseGet(e::toString).strip();
      return new Answer.Failed(ErrorKind.of(error), error);
    }
  }

  private Answer install() {
    // Helm's own refusal does not tell a release that works from one that a dead run left behind.
    Optional<Release> pending = find().filter(HelmCalls::isPending);
    if (pending.isPresent()) {
      return pendingRelease(pending.get());
    }
    InstallCommand command =
        new Helm(chart())
            .install()
            .withName(request.release())
            .withNamespace(request.namespace())
            .withKubeConfig(kubeconfig());
    request.values().ifPresent(command::withValuesFile);
    request.timeout().ifPresent(timeout -> command.withTimeout((int) timeout.toSeconds()));
    if (request.createNamespace()) {
      command.createNamespace();
    }
    if (request.atomic()) {
      command.atomic();
    }
    if (request.waitReady()) {
      command.waitReady();
    }
    return new Answer.Found(command.call());
  }

  private Answer upgrade() {
    Optional<Release> pending = find().filter(HelmCalls::isPending);
    if (pending.isPresent()) {
      return pendingRelease(pending.get());
    }
    // No install() here: it would lose atomic, and what to do about an absent release is the
    // caller's to decide.
    UpgradeCommand command =
        new Helm(chart())
            .upgrade()
            .withName(request.release())
            .withNamespace(request.namespace())
            .withKubeConfig(kubeconfig())
            .resetValues();
    request.values().ifPresent(command::withValuesFile);
    request.timeout().ifPresent(timeout -> command.withTimeout((int) timeout.toSeconds()));
    if (request.atomic()) {
      command.atomic();
    }
    if (request.waitReady()) {
      command.waitReady();
    }
    return new Answer.Found(command.call());
  }

  private Answer uninstall() {
    if (find().isEmpty()) {
      return new Answer.Absent();
    }
    UninstallCommand command =
        Helm.uninstall(request.release())
            .withNamespace(request.namespace())
            .withKubeConfig(kubeconfig());
    command.call();
    return new Answer.Removed();
  }

  private Answer template() {
    TemplateCommand command =
        new Helm(chart()).template().withName(request.release()).withNamespace(request.namespace());
    request.values().ifPresent(command::withValuesFile);
    request.kubeVersion().ifPresent(command::withKubeVersion);
    return new Answer.Manifest(command.call());
  }

  private List<Release> list() {
    return Helm.list().all().withNamespace(request.namespace()).withKubeConfig(kubeconfig()).call();
  }

  /**
   * The release in whatever status it is; the status call alone would show the same text for all.
   */
  private Optional<Release> find() {
    return list().stream()
        .filter(release -> release.getName().equals(request.release()))
        .findFirst();
  }

  private static boolean isPending(Release release) {
    return release.getStatus().startsWith("pending-");
  }

  private static Answer pendingRelease(Release release) {
    return new Answer.Failed(
        ErrorKind.PENDING,
        "release "
            + release.getName()
            + " is "
            + release.getStatus()
            + ": another run is at work on it, or died in the middle");
  }

  private Path chart() {
    return request.chart().orElseThrow();
  }

  private Path kubeconfig() {
    return request.kubeconfig().orElseThrow();
  }
}
