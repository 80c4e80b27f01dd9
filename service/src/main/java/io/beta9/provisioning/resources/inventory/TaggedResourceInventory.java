package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.onboarding.ResourceNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Lists resources with the environment's tag in services that no other inventory queries. The
 * tagging API returns a resource for minutes after its deletion, so the services themselves are
 * queried where possible.
 */
public final class TaggedResourceInventory implements ResourceInventory {
  private final AwsSession session;
  private final Set<String> queriedServices;

  /**
   * @param queriedServices the service codes, as in ARNs, that other inventories query
   */
  public TaggedResourceInventory(AwsSession session, Set<String> queriedServices) {
    this.session = session;
    this.queriedServices = Set.copyOf(queriedServices);
  }

  @Override
  public List<Leftover> list(ResourceScope scope) {
    List<Leftover> found = new ArrayList<>();
    session
        .tagging()
        .getResourcesPaginator(
            r ->
                r.tagFilters(
                    f -> f.key(ResourceNaming.ENVIRONMENT_ID_TAG).values(scope.id().value())))
        .resourceTagMappingList()
        .forEach(
            mapping -> {
              String arn = mapping.resourceARN();
              String[] parts = arn.split(":", 6);
              String service = parts.length > 2 ? parts[2] : "";
              if (service.equals("kms")) {
                // A key without the alias is only found here.
                KeyInventory.activeKey(session, arn).ifPresent(found::add);
              } else if (!queriedServices.contains(service)) {
                found.add(new Leftover(service, parts[parts.length - 1], arn, false, ""));
              }
            });
    return found;
  }
}
