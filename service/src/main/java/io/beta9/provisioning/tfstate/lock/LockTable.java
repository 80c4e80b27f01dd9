package io.beta9.provisioning.tfstate.lock;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;
import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.onboarding.ResourceNaming;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** The DynamoDB table for Terraform's locks. */
public final class LockTable {
  public static final String LOCK_ID = "LockID";

  private final AwsSession session;

  public LockTable(AwsSession session) {
    this.session = session;
  }

  /** Creates the table if it does not exist, and waits until it is active. */
  public void ensure(String table) {
    calling(
        "Creating the table for the state's locks",
        () -> {
          if (!isActive(table)) {
            create(table);
            session.dynamodb().waiter().waitUntilTableExists(r -> r.tableName(table));
          }
          return table;
        });
  }

  private boolean isActive(String table) {
    try {
      return session.dynamodb().describeTable(r -> r.tableName(table)).table().tableStatus()
          == TableStatus.ACTIVE;
    } catch (DynamoDbException e) {
      if (hasCode(e, "ResourceNotFoundException")) {
        return false;
      }
      throw e;
    }
  }

  private void create(String table) {
    DynamoDbClient dynamodb = session.dynamodb();
    try {
      dynamodb.createTable(
          r ->
              r.tableName(table)
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .keySchema(k -> k.attributeName(LOCK_ID).keyType(KeyType.HASH))
                  .attributeDefinitions(
                      a -> a.attributeName(LOCK_ID).attributeType(ScalarAttributeType.S))
                  .tags(
                      t -> t.key(ResourceNaming.MANAGED_BY_TAG).value(ResourceNaming.MANAGED_BY)));
    } catch (DynamoDbException e) {
      if (!hasCode(e, "ResourceInUseException")) { // another worker is creating it
        throw e;
      }
    }
  }
}
