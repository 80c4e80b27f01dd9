package io.beta9.provisioning.cloudsim.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.AwsClients;
import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.TerraformStack;
import io.beta9.provisioning.cloudsim.request.LoggedRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * Runs the real Terraform with state, locks, buckets and tables in an account that it accesses by a
 * role.
 */
@org.junit.jupiter.api.Tag("slow")
class StorageTerraformTest {
  private static final String ACCOUNT = "123456789012";
  private static final String OURS = "999900001111";
  private static final String STATE = "beta9-tf-state-" + ACCOUNT + "-us-east-1";
  private static final String KEY = "environments/env_4f1a2b3c4d5e/terraform.tfstate";

  @Test
  void stores_state_under_both_locks_and_leaves_nothing_after_destroy(@TempDir Path folder) {
    try (CloudSim sim = CloudSim.builder().start()) {
      sim.seed()
          .accessKey("AKIATERRAFORM", "secret", OURS, "worker")
          .account(ACCOUNT)
          .role("Beta9Provisioner", OURS, "ext-1");
      AwsCredentials session = session(sim);
      try (S3Client s3 =
              AwsClients.client(
                  sim, S3Client.builder().forcePathStyle(true), session, "us-east-1");
          DynamoDbClient db =
              AwsClients.client(sim, DynamoDbClient.builder(), session, "us-east-1")) {
        makeBackend(s3, db);
        TerraformStack stack =
            new TerraformStack(folder, sim.url()).init("/terraform/storage/main.tf");

        assertThat(stack.apply()).contains("10 added, 0 changed, 0 destroyed");
        stack.assertNoChanges();
        assertThat(stack.output("caller"))
            .isEqualTo("arn:aws:sts::" + ACCOUNT + ":assumed-role/Beta9Provisioner/provision");
        assertThat(stack.apply("-var=team=others")).contains("0 added, 1 changed, 0 destroyed");
        assertLocksWereAcquiredAndReleased(sim, s3, db);

        assertThat(stack.destroy()).contains("10 destroyed");
        assertThat(s3.listBuckets().buckets()).hasSize(1);
        assertThat(db.listTables().tableNames()).containsExactly(STATE + "-lock");
        assertThat(sim.inventory(ACCOUNT, "us-east-1")).isEmpty();
        assertThat(sim.requests().all())
            .filteredOn(it -> it.outcome().equals("SimulatorDefect") || it.status() == 405)
            .isEmpty();
      }
    }
  }

  private static void assertLocksWereAcquiredAndReleased(
      CloudSim sim, S3Client s3, DynamoDbClient db) {
    assertThat(sim.requests().calls("s3", "PutObject"))
        .extracting(LoggedRequest::resource)
        .contains(STATE + "/" + KEY + ".tflock", STATE + "/" + KEY);
    assertThat(sim.requests().calls("dynamodb", "PutItem")).isNotEmpty();
    assertThat(s3.listObjectsV2(it -> it.bucket(STATE)).contents())
        .singleElement()
        .satisfies(object -> assertThat(object.key()).isEqualTo(KEY));
    assertThat(db.scan(it -> it.tableName(STATE + "-lock")).items())
        .singleElement()
        .satisfies(
            item -> assertThat(item.get("LockID").s()).isEqualTo(STATE + "/" + KEY + "-md5"));
  }

  private static AwsCredentials session(CloudSim sim) {
    try (StsClient sts =
        AwsClients.client(
            sim,
            StsClient.builder(),
            software.amazon.awssdk.auth.credentials.AwsBasicCredentials.create(
                "AKIATERRAFORM", "secret"),
            "us-east-1")) {
      Credentials it =
          sts.assumeRole(
                  role ->
                      role.roleArn("arn:aws:iam::" + ACCOUNT + ":role/Beta9Provisioner")
                          .roleSessionName("test")
                          .externalId("ext-1"))
              .credentials();
      return AwsSessionCredentials.create(
          it.accessKeyId(), it.secretAccessKey(), it.sessionToken());
    }
  }

  private static void makeBackend(S3Client s3, DynamoDbClient db) {
    s3.createBucket(it -> it.bucket(STATE));
    s3.putBucketVersioning(
        it ->
            it.bucket(STATE)
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    db.createTable(
        it ->
            it.tableName(STATE + "-lock")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    a -> a.attributeName("LockID").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("LockID").keyType(KeyType.HASH)));
  }
}
