package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.cloudsim.LoggedRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When which Terraform changed something in an environment, told from the cloud's request log. Each
 * Terraform enters the account by itself and has credentials of its own, so two of them at once
 * show as two keys whose times overlap.
 */
final class ApplyTimes {
  private static final Pattern SESSION = Pattern.compile("beta9-provisioning-(env_[0-9a-f]{12})");
  private static final Pattern CHANGE =
      Pattern.compile(
          "(Create|Delete|Modify|Put|Attach|Detach|Authorize|Revoke|Associate|Disassociate|Update"
              + "|Add|Remove|Allocate|Release|Replace|Schedule|Enable|Disable).*");
  private static final String STATE_BUCKET = "beta9-tf-state-";

  private final Map<String, Map<String, Span>> spans = new HashMap<>();

  private record Span(Instant from, Instant to) {
    Span with(Instant at) {
      return new Span(from.isBefore(at) ? from : at, to.isAfter(at) ? to : at);
    }

    boolean overlaps(Span other) {
      return from.isBefore(other.to) && other.from.isBefore(to);
    }
  }

  void saw(LoggedRequest request) {
    if (!request.agent().contains("Terraform/")
        || !CHANGE.matcher(request.operation()).matches()
        || request.service().equals("dynamodb")
        || request.resource().startsWith(STATE_BUCKET)) {
      return;
    }
    Matcher session = SESSION.matcher(request.principal());
    if (session.find()) {
      spans
          .computeIfAbsent(session.group(1), id -> new HashMap<>())
          .merge(
              request.accessKey(),
              new Span(request.time(), request.time()),
              (before, now) -> before.with(now.from()));
    }
  }

  /** Pairs of Terraforms that changed the same environment at the same time. */
  int overlaps() {
    int overlaps = 0;
    for (Map<String, Span> ofEnvironment : spans.values()) {
      List<Span> all = new ArrayList<>(ofEnvironment.values());
      for (int i = 0; i < all.size(); i++) {
        for (int j = i + 1; j < all.size(); j++) {
          overlaps += all.get(i).overlaps(all.get(j)) ? 1 : 0;
        }
      }
    }
    return overlaps;
  }
}
