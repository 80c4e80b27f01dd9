package io.beta9.provisioning.cloudsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.aws.kms.KmsService;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

class StateFolderTest {
  @TempDir Path folder;

  @Test
  void restores_the_state_after_a_restart() {
    String key;
    try (CloudSim sim = start();
        S3Client s3 = AwsClients.client(sim, S3Client.builder().forcePathStyle(true));
        KmsClient kms = AwsClients.client(sim, KmsClient.builder());
        Ec2Client ec2 = AwsClients.client(sim, Ec2Client.builder());
        IamClient iam = AwsClients.client(sim, IamClient.builder());
        DynamoDbClient db = AwsClients.client(sim, DynamoDbClient.builder())) {
      s3.createBucket(it -> it.bucket("kept-bucket"));
      s3.putObject(it -> it.bucket("kept-bucket").key("k"), RequestBody.fromString("kept"));
      key = kms.createKey().keyMetadata().keyId();
      ec2.createVpc(it -> it.cidrBlock("10.9.0.0/16"));
      iam.createUser(it -> it.userName("kept").tags(tag -> tag.key("a").value("b")));
      db.createTable(
          it ->
              it.tableName("kept")
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .attributeDefinitions(
                      a -> a.attributeName("id").attributeType(ScalarAttributeType.S))
                  .keySchema(k -> k.attributeName("id").keyType(KeyType.HASH)));
    }
    try (CloudSim sim = start();
        S3Client s3 = AwsClients.client(sim, S3Client.builder().forcePathStyle(true));
        KmsClient kms = AwsClients.client(sim, KmsClient.builder());
        Ec2Client ec2 = AwsClients.client(sim, Ec2Client.builder());
        IamClient iam = AwsClients.client(sim, IamClient.builder());
        DynamoDbClient db = AwsClients.client(sim, DynamoDbClient.builder())) {
      assertThat(s3.getObjectAsBytes(it -> it.bucket("kept-bucket").key("k")).asUtf8String())
          .isEqualTo("kept");
      assertThat(kms.describeKey(it -> it.keyId(key)).keyMetadata().enabled()).isTrue();
      assertThat(ec2.describeVpcs().vpcs())
          .anySatisfy(vpc -> assertThat(vpc.cidrBlock()).isEqualTo("10.9.0.0/16"));
      assertThat(iam.getUser(it -> it.userName("kept")).user().tags()).hasSize(1);
      assertThat(db.listTables().tableNames()).containsExactly("kept");
    }
  }

  @Test
  void writes_a_change_before_the_cloud_is_closed() {
    try (CloudSim sim = start();
        KmsClient kms = AwsClients.client(sim, KmsClient.builder())) {
      Path file = folder.resolve("cloudsim.state");
      kms.createKey();
      await().until(() -> Files.exists(file));
      long size = file.toFile().length();
      kms.createKey();
      await().until(() -> file.toFile().length() > size);
    }
  }

  @Test
  void rejects_a_state_file_with_unexpected_classes() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
      objects.writeInt(1);
      objects.writeObject(new java.io.File("x"));
      objects.writeObject("y");
    }
    Files.write(folder.resolve("cloudsim.state"), bytes.toByteArray());
    assertThatThrownBy(this::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("delete the file to start with an empty cloud");
  }

  private CloudSim start() {
    return CloudSim.builder()
        .stateFolder(folder)
        .service(cloud -> new KmsService(cloud.store()))
        .service(cloud -> new Ec2Service(cloud, InstantSource.system()))
        .start();
  }
}
