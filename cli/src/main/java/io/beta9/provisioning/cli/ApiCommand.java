package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What all commands over the API share. */
record ApiCommand(Terminal terminal, PollPause pause) {
  private static final Pattern ID = Pattern.compile("env_[0-9a-f]{12}");
  private static final int MOST_OF_ONE_NAME = 100;
  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  ApiClient api() {
    return new ApiClient(ApiSettings.find(terminal.environment(), terminal.directory()), pause);
  }

  /**
   * The id of an environment given by id or name. A name belongs to one living environment at a
   * time; of those that are destroyed, the newest is meant.
   */
  String id(ApiClient api, String idOrName) {
    if (ID.matcher(idOrName).matches()) {
      return idOrName;
    }
    List<JsonNode> named =
        api.environments(Map.of("name", idOrName), MOST_OF_ONE_NAME).stream()
            .filter(environment -> ApiReply.text(environment, "name").equals(idOrName))
            .toList();
    List<JsonNode> living =
        named.stream()
            .filter(e -> !Objects.equals(ApiReply.text(e, "status"), KnownStatuses.DESTROYED))
            .toList();
    if (living.size() > 1) {
      throw new CommandException(
          ExitCode.WRONG_USE,
          "more than one environment is called '" + idOrName + "'; say which by its id",
          living.stream().map(e -> ApiReply.text(e, "environment_id")).toList());
    }
    return (living.isEmpty() ? named : living)
        .stream()
            .findFirst()
            .map(environment -> ApiReply.text(environment, "environment_id"))
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.NOT_FOUND, "there is no environment '" + idOrName + "'"));
  }

  void printJson(JsonNode node) {
    terminal.out().println(PRETTY.writeValueAsString(node));
  }

  /** Watches to the end; the exit code says whether that is where it should have gone. */
  int watch(ApiClient api, String id, long afterEvent, Output output, String wantedStatus) {
    JsonNode end;
    try (ProgressView view =
        output == Output.JSON ? ProgressView.onErr(terminal) : ProgressView.onOut(terminal)) {
      end = new EnvironmentWatch(api, view, pause).follow(id, afterEvent);
    }
    if (output == Output.JSON) {
      printJson(end);
    } else {
      new EnvironmentPrinter(terminal.out()).outcome(end);
    }
    return ApiReply.text(end, "status").equals(wantedStatus) ? ExitCode.DONE : ExitCode.FAILED;
  }

  /** The number of the last event there is, so that a watch can begin behind it. */
  long lastEvent(ApiClient api, String id) {
    long[] last = {0};
    new PageFollower(api, pause)
        .read(id, false, after -> api.events(id, after), e -> last[0] = ApiReply.number(e, "id"));
    return last[0];
  }
}
