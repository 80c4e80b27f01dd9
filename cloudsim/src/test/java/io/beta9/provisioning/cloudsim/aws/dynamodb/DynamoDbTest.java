package io.beta9.provisioning.cloudsim.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.AwsClients;
import io.beta9.provisioning.cloudsim.CloudSim;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

class DynamoDbTest {
  private static final Map<String, AttributeValue> KEY = Map.of("LockID", text("bucket/key"));

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private CloudSim sim;
  private DynamoDbClient db;

  @BeforeEach
  void start() {
    sim = CloudSim.builder().clock(now::get).start();
    db = AwsClients.client(sim, DynamoDbClient.builder());
    create();
  }

  private void create() {
    db.createTable(
        it ->
            it.tableName("locks")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    a -> a.attributeName("LockID").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("LockID").keyType(KeyType.HASH)));
  }

  @AfterEach
  void stop() {
    db.close();
    sim.close();
  }

  @Test
  void writes_a_lock_item_only_once() {
    lock("one");
    assertThatThrownBy(() -> lock("two")).isInstanceOf(ConditionalCheckFailedException.class);
    assertThat(db.getItem(it -> it.tableName("locks").key(KEY)).item().get("Info").s())
        .isEqualTo("one");
    db.deleteItem(it -> it.tableName("locks").key(KEY));
    assertThat(db.getItem(it -> it.tableName("locks").key(KEY)).hasItem()).isFalse();
    lock("two");
  }

  private void lock(String info) {
    db.putItem(
        it ->
            it.tableName("locks")
                .item(Map.of("LockID", text("bucket/key"), "Info", text(info)))
                .conditionExpression("attribute_not_exists(LockID)"));
  }

  @Test
  void evaluates_names_values_and_arithmetic_in_expressions() {
    lock("one");
    db.updateItem(
        it ->
            it.tableName("locks")
                .key(KEY)
                .updateExpression("SET #n = if_not_exists(#n, :zero) + :two, Kept = :x REMOVE Info")
                .conditionExpression(
                    "attribute_exists(LockID) AND (Info = :one OR NOT Info <> :one)")
                .expressionAttributeNames(Map.of("#n", "Count"))
                .expressionAttributeValues(
                    Map.of(
                        ":zero", AttributeValue.fromN("0"),
                        ":two", AttributeValue.fromN("2"),
                        ":one", text("one"),
                        ":x", text("x"))));
    assertThat(db.getItem(it -> it.tableName("locks").key(KEY)).item())
        .containsEntry("Count", AttributeValue.fromN("2"))
        .doesNotContainKey("Info");
    assertThatThrownBy(
            () ->
                db.deleteItem(
                    it ->
                        it.tableName("locks")
                            .key(KEY)
                            .conditionExpression("Kept = :other")
                            .expressionAttributeValues(Map.of(":other", text("y")))))
        .isInstanceOf(ConditionalCheckFailedException.class);
    assertThat(
            db.deleteItem(it -> it.tableName("locks").key(KEY).returnValues(ReturnValue.ALL_OLD))
                .attributes())
        .containsKey("Kept");
  }

  @Test
  void creates_describes_and_deletes_tables() {
    var table = db.describeTable(it -> it.tableName("locks")).table();
    assertThat(table.tableStatus()).isEqualTo(TableStatus.ACTIVE);
    assertThat(table.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
    assertThatThrownBy(this::create).isInstanceOf(ResourceInUseException.class);
    db.deleteTable(it -> it.tableName("locks"));
    assertThatThrownBy(() -> db.describeTable(it -> it.tableName("locks")))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void rejects_writes_until_the_table_is_active() {
    db.deleteTable(it -> it.tableName("locks"));
    sim.faultRules()
        .add(
            new io.beta9.provisioning.cloudsim.fault.FaultRule.Latency(
                "dynamodb:*", Duration.ofSeconds(30)));
    create();
    assertThat(db.describeTable(it -> it.tableName("locks")).table().tableStatus())
        .isEqualTo(TableStatus.CREATING);
    assertThatThrownBy(() -> lock("early")).isInstanceOf(ResourceNotFoundException.class);
    now.set(now.get().plusSeconds(31));
    lock("in time");
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }
}
