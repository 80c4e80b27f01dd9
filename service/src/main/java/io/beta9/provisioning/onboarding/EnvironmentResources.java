package io.beta9.provisioning.onboarding;

import io.beta9.provisioning.partition.AwsPartition;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The names of one environment's resources.
 *
 * @param name what the names of its resources begin with
 * @param environmentId the environment's id
 * @param bucket the name of Beta9's bucket
 * @param tags the tags of everything that is created
 * @param permissionsBoundary the ARN of the permissions boundary of its roles; null for none
 */
public record EnvironmentResources(
    String accountId,
    String region,
    String name,
    String environmentId,
    String bucket,
    Map<String, String> tags,
    @Nullable String permissionsBoundary) {
  public EnvironmentResources {
    tags = Map.copyOf(tags);
  }

  String fill(String template) {
    return ArnTemplate.fill(
        template,
        Map.of(
            "{partition}",
            AwsPartition.ofRegion(region).id(),
            "{account}",
            accountId,
            "{region}",
            region,
            ArnTemplate.NAME,
            name,
            ArnTemplate.ENVIRONMENT,
            environmentId,
            ArnTemplate.BUCKET,
            bucket));
  }

  /** Returns the condition keys of requests with these tags for resources that have them. */
  Map<String, String> tagContext() {
    Map<String, String> context = new TreeMap<>();
    tags.forEach(
        (key, value) -> {
          context.put("aws:RequestTag/" + key, value);
          context.put("aws:ResourceTag/" + key, value);
        });
    return context;
  }
}
