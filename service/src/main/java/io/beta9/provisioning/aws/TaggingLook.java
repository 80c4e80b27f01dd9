package io.beta9.provisioning.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What bears the environment's tag in services that nobody else asks. The tagging API shows a thing
 * for minutes after its end, so what the other looks can ask for themselves is left to them.
 */
final class TaggingLook implements Inventory.Look {
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

  TaggingLook(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<Leftover> at(Footprint footprint) {
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
                PlatformLook.liveKey(session, arn).ifPresent(found::add);
              } else if (!ASKED_THEMSELVES.contains(service)) {
                found.add(new Leftover(service, parts[parts.length - 1], arn, false, ""));
              }
            });
    return found;
  }
}
