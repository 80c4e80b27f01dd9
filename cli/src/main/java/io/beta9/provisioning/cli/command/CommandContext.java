package io.beta9.provisioning.cli.command;

import com.google.gson.JsonElement;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EnvironmentSummary;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.ApiSettings;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.client.Sleeper;
import io.beta9.provisioning.cli.client.Timeline;
import io.beta9.provisioning.cli.client.TimelineReader;
import io.beta9.provisioning.cli.client.TrustedCertificates;
import io.beta9.provisioning.cli.profile.ApiAccess;
import io.beta9.provisioning.cli.progress.EnvironmentPrinter;
import io.beta9.provisioning.cli.progress.EnvironmentWatch;
import io.beta9.provisioning.cli.progress.ProgressView;
import io.beta9.provisioning.cli.terminal.Terminal;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What all commands over the API share. */
public record CommandContext(
    Terminal terminal, Sleeper sleeper, ProfileSelection selection, TenantSelection tenants) {
  private static final Pattern ID = Pattern.compile("env_[0-9a-f]{12}");
  private static final int MAX_WITH_ONE_NAME = 100;

  public CommandContext(Terminal terminal, Sleeper sleeper) {
    this(terminal, sleeper, new ProfileSelection(), new TenantSelection());
  }

  /** Returns the sources of URL and key. */
  public ApiAccess access() {
    return new ApiAccess(
        terminal.environment(), terminal.directory(), sleeper, InstantSource.system());
  }

  /** Returns a client of the API, which prints to standard error if a request takes long. */
  public ApiClient api() {
    return api(access().settings(selection.name()));
  }

  /** Returns a client of the API with these settings. */
  public ApiClient api(ApiSettings settings) {
    Set<String> printed = new HashSet<>();
    return new ApiClient(
            settings,
            sleeper,
            notice -> {
              if (printed.add(notice)) {
                terminal.err().println(notice);
              }
            },
            TrustedCertificates.find(terminal.environment(), terminal.directory()))
        .forTenant(tenants.tenant());
  }

  public PrintStream out() {
    return terminal.out();
  }

  /**
   * Returns the id of an environment that is given by id or name. At most one environment that is
   * not destroyed has a name; if all with the name are destroyed, the newest of them is returned.
   *
   * @throws CommandException if there is none
   */
  public String environmentId(ApiClient api, EnvironmentArgument argument) {
    return environmentId(api, argument.idOrName());
  }

  public String environmentId(ApiClient api, String idOrName) {
    if (ID.matcher(idOrName).matches()) {
      return idOrName;
    }
    List<EnvironmentSummary> named =
        api.environments(Map.of("name", idOrName), MAX_WITH_ONE_NAME).stream()
            .map(ApiReply::value)
            .filter(environment -> environment.name().equals(idOrName))
            .toList();
    List<EnvironmentSummary> existing =
        named.stream()
            .filter(environment -> !KnownStatuses.DESTROYED.equals(environment.status()))
            .toList();
    if (existing.size() > 1) {
      throw new CommandException(
          ExitCode.WRONG_USE,
          "there are several environments with the name '" + idOrName + "'; use an id",
          existing.stream().map(EnvironmentSummary::environmentId).toList());
    }
    return (existing.isEmpty() ? named : existing)
        .stream()
            .findFirst()
            .map(EnvironmentSummary::environmentId)
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.NOT_FOUND, "environment '" + idOrName + "' does not exist"));
  }

  public void printJson(JsonElement json) {
    terminal.out().println(Json.pretty(json));
  }

  /**
   * Shows the progress of an environment until no operation is queued or running.
   *
   * @param afterEvent number of the last event that is not shown
   * @param target the status in which the operation is to end
   * @return {@link ExitCode#DONE} if the environment has reached the target
   */
  public int watch(ApiClient api, String id, long afterEvent, OutputOption output, String target) {
    ApiReply<EnvironmentView> end;
    try (ProgressView view =
        output.isJson() ? ProgressView.onErr(terminal) : ProgressView.onOut(terminal)) {
      end = new EnvironmentWatch(api, view, sleeper).follow(id, afterEvent);
    }
    if (output.isJson()) {
      printJson(end.json());
    } else {
      new EnvironmentPrinter(terminal.out()).outcome(end.value());
    }
    // A ready environment has a previous failure only after an update was rejected.
    boolean done = target.equals(end.value().status()) && end.value().previousFailure() == null;
    return done ? ExitCode.DONE : ExitCode.FAILED;
  }

  /** Returns the number of an environment's latest event, to watch only what happens after it. */
  public long lastEvent(ApiClient api, String id) {
    long[] last = {0};
    new TimelineReader(api, sleeper)
        .read(id, false, Timeline.EVENTS, event -> last[0] = event.value().id());
    return last[0];
  }
}
