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

/** Executes a request with the Helm library. */
final class HelmInvocation {
  private final Request request;

  HelmInvocation(Request request) {
    this.request = request;
  }

  Response run() {
    try {
      if (request.expectedRevision().isPresent()) {
        int found = findRelease().map(release -> Integer.parseInt(release.getRevision())).orElse(0);
        if (found != request.expectedRevision().getAsInt()) {
          return new Response.Failed(
              ErrorKind.CHANGED,
              "release "
                  + request.release()
                  + " has revision "
                  + found
                  + " instead of "
                  + request.expectedRevision().getAsInt());
        }
      }
      return switch (request.action()) {
        case INSTALL -> install();
        case UPGRADE -> upgrade();
        case UNINSTALL -> uninstall();
        case STATUS ->
            findRelease()
                .<Response>map(Response.ReleaseFound::new)
                .orElseGet(Response.ReleaseAbsent::new);
        case LIST -> new Response.ReleaseList(listReleases());
        case TEMPLATE -> template();
        case VERSION -> new Response.Version(Helm.version().call());
      };
    } catch (IllegalStateException e) {
      // The library reports all errors of Helm with this exception type.
      String error = Optional.ofNullable(e.getMessage()).orElseGet(e::toString).strip();
      return new Response.Failed(ErrorKind.of(error), error);
    }
  }

  private Response install() {
    // Helm's error message does not distinguish a deployed release from one left pending by an
    // interrupted run.
    Optional<Release> pending = findRelease().filter(HelmInvocation::isPending);
    if (pending.isPresent()) {
      return pendingFailure(pending.get());
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
    return new Response.ReleaseFound(command.call());
  }

  private Response upgrade() {
    Optional<Release> pending = findRelease().filter(HelmInvocation::isPending);
    if (pending.isPresent()) {
      return pendingFailure(pending.get());
    }
    // Not upgrade().install(): it ignores atomic, and the caller decides how to handle an absent
    // release.
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
    return new Response.ReleaseFound(command.call());
  }

  private Response uninstall() {
    if (findRelease().isEmpty()) {
      return new Response.ReleaseAbsent();
    }
    UninstallCommand command =
        Helm.uninstall(request.release())
            .withNamespace(request.namespace())
            .withKubeConfig(kubeconfig());
    command.call();
    return new Response.ReleaseRemoved();
  }

  private Response template() {
    TemplateCommand command =
        new Helm(chart()).template().withName(request.release()).withNamespace(request.namespace());
    request.values().ifPresent(command::withValuesFile);
    request.kubeVersion().ifPresent(command::withKubeVersion);
    return new Response.Manifest(command.call());
  }

  private List<Release> listReleases() {
    return Helm.list().all().withNamespace(request.namespace()).withKubeConfig(kubeconfig()).call();
  }

  /** Returns the release in any status. Helm's status command does not report the status itself. */
  private Optional<Release> findRelease() {
    return listReleases().stream()
        .filter(release -> release.getName().equals(request.release()))
        .findFirst();
  }

  private static boolean isPending(Release release) {
    return release.getStatus().startsWith("pending-");
  }

  private static Response pendingFailure(Release release) {
    return new Response.Failed(
        ErrorKind.PENDING,
        "release "
            + release.getName()
            + " is "
            + release.getStatus()
            + ": another operation is running or was interrupted");
  }

  private Path chart() {
    return request.chart().orElseThrow();
  }

  private Path kubeconfig() {
    return request.kubeconfig().orElseThrow();
  }
}
