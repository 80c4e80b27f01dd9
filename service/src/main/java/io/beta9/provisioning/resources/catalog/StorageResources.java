package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.failure.text.IrreplaceableContent;
import io.beta9.provisioning.resources.inspection.StorageInspection;
import io.beta9.provisioning.resources.inventory.StorageInventory;
import io.beta9.provisioning.resources.lookup.StorageFinder;
import java.util.List;
import java.util.Set;

/** The log group, the image repository and the bucket, with their settings. */
final class StorageResources {
  private StorageResources() {}

  static List<ResourceDescriptor> descriptors() {
    return List.of(
        ResourceDescriptor.of("aws_cloudwatch_log_group")
            .removalInterruptsNothing()
            .identifiedBy(
                Identification.byName(
                    Set.of("name"),
                    true,
                    scope ->
                        List.of(
                            "/aws/eks/" + scope.prefix() + "/cluster",
                            "/aws/rds/instance/" + scope.prefix() + "/postgresql",
                            "/aws/rds/instance/" + scope.prefix() + "/upgrade",
                            "/aws/vpc/" + scope.prefix() + "/flow")))
            .foundBy(session -> new StorageFinder(session)::logGroup)
            .listedBy(
                new InventoryRule.Queried(session -> new StorageInventory(session)::logGroups))
            .harmlessAfterImport("retention_in_days", "skip_destroy")
            .build(),
        ResourceDescriptor.of("aws_ecr_repository")
            .irreplaceable(IrreplaceableContent.IMAGES)
            .identifiedBy(
                Identification.byName(Set.of("name"), true, scope -> List.of(scope.prefix())))
            .foundBy(session -> new StorageFinder(session)::repository)
            .listedBy(
                new InventoryRule.Queried(session -> new StorageInventory(session)::repositories))
            .harmlessAfterImport("force_delete")
            .build(),
        ResourceDescriptor.of("aws_ecr_lifecycle_policy")
            .removalInterruptsNothing()
            .settingOf("aws_ecr_repository")
            .build(),
        ResourceDescriptor.of("aws_s3_bucket")
            .inspectedBy(session -> new StorageInspection(session)::bucket)
            .identifiedBy(
                Identification.byName(Set.of("bucket"), true, scope -> List.of(scope.bucket())))
            .foundBy(session -> new StorageFinder(session)::bucket)
            .listedBy(new InventoryRule.Queried(session -> new StorageInventory(session)::buckets))
            .irreplaceable(IrreplaceableContent.BUCKET_OBJECTS)
            .harmlessAfterImport("force_destroy", "tags", "tags_all")
            .build(),
        ofBucket("aws_s3_bucket_lifecycle_configuration"),
        ofBucket("aws_s3_bucket_policy"),
        ofBucket("aws_s3_bucket_public_access_block"),
        ofBucket("aws_s3_bucket_server_side_encryption_configuration"),
        ofBucket("aws_s3_bucket_versioning"));
  }

  private static ResourceDescriptor ofBucket(String type) {
    return ResourceDescriptor.of(type)
        .removalInterruptsNothing()
        .settingOf("aws_s3_bucket")
        .build();
  }
}
