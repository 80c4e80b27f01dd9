package io.beta9.provisioning.cli;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import tools.jackson.databind.JsonNode;

/** Reads numbered items to their end and, if wanted, on while an environment is being worked on. */
final class PageFollower {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final ApiClient api;
  private final PollPause pause;

  PageFollower(ApiClient api, PollPause pause) {
    this.api = api;
    this.pause = pause;
  }

  void read(
      String id, boolean on, LongFunction<List<JsonNode>> pageAfter, Consumer<JsonNode> each) {
    long last = 0;
    boolean atRest = !on;
    while (true) {
      // Asked before the items are: what comes with the last status is then among them.
      if (on) {
        atRest = KnownStatuses.atRest(ApiReply.text(api.environment(id), "status"));
      }
      long before;
      do {
        before = last;
        for (JsonNode item : pageAfter.apply(last)) {
          each.accept(item);
          last = Math.max(last, ApiReply.number(item, "id"));
        }
      } while (last > before);
      if (atRest) {
        return;
      }
      pause.of(LOOK);
    }
  }
}
