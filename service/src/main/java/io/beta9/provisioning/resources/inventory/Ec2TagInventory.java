package io.beta9.provisioning.resources.inventory;

import static io.beta9.provisioning.resources.inventory.ScopeFilters.filter;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.onboarding.ResourceNaming;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.TagDescription;

/**
 * Lists every resource in EC2 that carries the environment's tag, by one query for the tags
 * themselves. A type that is neither known nor listed by another inventory is reported, too.
 */
public final class Ec2TagInventory implements ResourceInventory {
  private final AwsSession session;
  private final Map<String, Existence> existenceByType;
  private final Set<String> listedElsewhere;

  /** Whether a resource still exists; the answer that it is not found may be an exception. */
  @FunctionalInterface
  public interface Existence {
    boolean exists(Ec2Client ec2, String id);
  }

  /**
   * @param existenceByType how to check that a tagged resource exists, by its type in EC2
   * @param listedElsewhere types in EC2 that other inventories list
   */
  public Ec2TagInventory(
      AwsSession session, Map<String, Existence> existenceByType, Set<String> listedElsewhere) {
    this.session = session;
    this.existenceByType = Map.copyOf(existenceByType);
    this.listedElsewhere = Set.copyOf(listedElsewhere);
  }

  @Override
  public List<Leftover> list(ResourceScope scope) {
    Set<TagDescription> tags = new LinkedHashSet<>();
    session
        .ec2()
        .describeTagsPaginator(
            r ->
                r.filters(
                    filter("key", ResourceNaming.ENVIRONMENT_ID_TAG),
                    filter("value", scope.id().value())))
        .tags()
        .forEach(tags::add);
    List<Leftover> found = new ArrayList<>();
    for (TagDescription tag : tags) {
      String type = tag.resourceTypeAsString();
      if (!listedElsewhere.contains(type) && exists(type, tag.resourceId())) {
        found.add(Leftover.ofEc2(session, type, tag.resourceId(), false, ""));
      }
    }
    return found;
  }

  /** Required because EC2 returns the tags of a deleted resource for a while. */
  private boolean exists(String type, String id) {
    try {
      return existenceByType.getOrDefault(type, (ec2, any) -> true).exists(session.ec2(), id);
    } catch (Ec2Exception e) {
      if (AwsFailures.code(e).contains("NotFound")) {
        return false;
      }
      throw e;
    }
  }
}
