package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What bears the environment's tag in services that nobody else asks. The tagging API shows a thing
 * for minutes after its end, so what the other looks can ask for themselves is left to them.
 */
final class TaggedResourceInventory implements EnvironmentInventory.ResourceInventory {
  private static final Set<String> ASKED_THEMSELVES =
      Set.of(
          "ec2",
          "eks",
          "rds",
          "elasticache",
          "s3",
          "logs",
          "secretsmanager",
          "ecr",
          "iam",
          "elasticloadbalancing");

  private final AwsSession session;

  TaggedResourceInventory(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<Leftover> at(ResourceScope footprint) {
    List<Leftover> found = new ArrayList<>();
    session
        .tagging()
        .getResourcesPaginator(
            r -> r.tagFilters(f -> f.key("beta9:environment-id").values(footprint.id().value())))
        .resourceTagMappingList()
        .forEach(
            mapping -> {
              String arn = mapping.resourceARN();
              String[] parts = arn.split(":", 6);
              String service = parts.length > 2 ? parts[2] : "";
              if (service.equals("kms")) {
                PlatformInventory.liveKey(session, arn).ifPresent(found::add);
              } else if (!ASKED_THEMSELVES.contains(service)) {
                found.add(new Leftover(service, parts[parts.length - 1], arn, false, ""));
              }
            });
    return found;
  }
}
