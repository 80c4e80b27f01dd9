package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.cloudsim.request.LoggedRequest;
import io.beta9.provisioning.onboarding.ResourceNaming;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Detects concurrent Terraform runs on the same environment from the cloud's request log. Each
 * Terraform process assumes the role itself and has its own access key, so two concurrent runs
 * appear as two keys with overlapping periods of changes.
 */
final class ConcurrentApplyDetector {
  private static final Pattern SESSION_NAME =
      Pattern.compile("beta9-provisioning-(env_[0-9a-f]{12})");
  private static final Pattern MUTATING_OPERATION =
      Pattern.compile(
          "(Create|Delete|Modify|Put|Attach|Detach|Authorize|Revoke|Associate|Disassociate|Update"
              + "|Add|Remove|Allocate|Release|Replace|Schedule|Enable|Disable).*");
  private static final String STATE_BUCKET = ResourceNaming.STATE_BUCKET_PREFIX;

  private final Map<String, Map<String, Span>> spans = new HashMap<>();

  private record Span(Instant from, Instant to) {
    Span extendedTo(Instant at) {
      return new Span(from.isBefore(at) ? from : at, to.isAfter(at) ? to : at);
    }

    boolean overlaps(Span other) {
      return from.isBefore(other.to) && other.from.isBefore(to);
    }
  }

  /** Takes a request of the log into account. */
  void record(LoggedRequest request) {
    if (!request.userAgent().contains("Terraform/")
        || !MUTATING_OPERATION.matcher(request.operation()).matches()
        || request.service().equals("dynamodb")
        || request.resource().startsWith(STATE_BUCKET)) {
      return;
    }
    Matcher session = SESSION_NAME.matcher(request.principal());
    if (session.find()) {
      spans
          .computeIfAbsent(session.group(1), id -> new HashMap<>())
          .merge(
              request.accessKey(),
              new Span(request.time(), request.time()),
              (recorded, added) -> recorded.extendedTo(added.from()));
    }
  }

  /**
   * Returns the number of pairs of Terraform runs that changed the same environment concurrently.
   */
  int countOverlaps() {
    int overlaps = 0;
    for (Map<String, Span> spansByKey : spans.values()) {
      List<Span> all = new ArrayList<>(spansByKey.values());
      for (int i = 0; i < all.size(); i++) {
        for (int j = i + 1; j < all.size(); j++) {
          overlaps += all.get(i).overlaps(all.get(j)) ? 1 : 0;
        }
      }
    }
    return overlaps;
  }
}
