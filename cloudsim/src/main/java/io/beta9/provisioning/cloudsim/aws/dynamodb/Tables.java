package io.beta9.provisioning.cloudsim.aws.dynamodb;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.SSEStatus;
import software.amazon.awssdk.services.dynamodb.model.SSEType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

/** Creation, description and deletion of tables. */
final class Tables {
  private static final String LATENCY = "dynamodb:table";

  void register(Operations operations) {
    operations.on(CreateTableRequest.class, this::create);
    operations.on(DescribeTableRequest.class, this::describe);
    operations.on(UpdateTableRequest.class, this::update);
    operations.on(DeleteTableRequest.class, this::delete);
    operations.on(ListTablesRequest.class, this::list);
  }

  private CreateTableResponse create(CreateTableRequest request, Call call) {
    DynamoState state = DynamoState.of(call);
    String name = request.tableName();
    if (!name.matches("[a-zA-Z0-9_.-]{3,255}")) {
      throw invalid("Invalid table name: " + name);
    }
    if (state.tables.containsKey(name)) {
      throw new AwsErrorException(400, "ResourceInUseException", "Table already exists: " + name);
    }
    checkKeys(request);
    boolean onDemand = request.billingMode() == BillingMode.PAY_PER_REQUEST;
    if (!onDemand && request.provisionedThroughput() == null) {
      throw invalid(
          "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must"
              + " both be specified when BillingMode is PROVISIONED");
    }
    TableDescription.Builder description =
        TableDescription.builder()
            .tableName(name)
            .tableArn(call.arn("dynamodb", "table/" + name))
            .tableId(RandomIds.uuid())
            .creationDateTime(call.now())
            .attributeDefinitions(request.attributeDefinitions())
            .keySchema(request.keySchema())
            .provisionedThroughput(throughput(request))
            .deletionProtectionEnabled(Boolean.TRUE.equals(request.deletionProtectionEnabled()))
            .tableClassSummary(
                summary ->
                    summary.tableClass(
                        request.tableClass() == null ? "STANDARD" : request.tableClassAsString()));
    if (onDemand) {
      description.billingModeSummary(
          summary ->
              summary
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .lastUpdateToPayPerRequestDateTime(call.now()));
    }
    encrypt(description, request.sseSpecification(), call);
    Table table = new Table(description.build(), call.now().plus(call.cloud().latency(LATENCY)));
    request.tags().forEach(tag -> table.tags.put(tag.key(), tag.value()));
    state.tables.put(name, table);
    return CreateTableResponse.builder().tableDescription(apiView(table, call)).build();
  }

  private static void checkKeys(CreateTableRequest request) {
    Set<String> defined =
        request.attributeDefinitions().stream()
            .map(AttributeDefinition::attributeName)
            .collect(Collectors.toSet());
    Set<String> keys =
        request.keySchema().stream()
            .map(KeySchemaElement::attributeName)
            .collect(Collectors.toSet());
    boolean indexed = request.hasGlobalSecondaryIndexes() || request.hasLocalSecondaryIndexes();
    if (indexed) {
      throw invalid("The simulated cloud does not implement secondary indexes");
    }
    if (keys.isEmpty() || !defined.equals(keys)) {
      throw invalid(
          "One or more parameter values were invalid: Number of attributes in KeySchema does not"
              + " exactly match number of attributes defined in AttributeDefinitions");
    }
  }

  private static ProvisionedThroughputDescription throughput(CreateTableRequest request) {
    boolean given = request.provisionedThroughput() != null;
    return ProvisionedThroughputDescription.builder()
        .readCapacityUnits(given ? request.provisionedThroughput().readCapacityUnits() : 0L)
        .writeCapacityUnits(given ? request.provisionedThroughput().writeCapacityUnits() : 0L)
        .numberOfDecreasesToday(0L)
        .build();
  }

  private static void encrypt(
      TableDescription.Builder description,
      @org.jspecify.annotations.Nullable SSESpecification requested,
      Call call) {
    if (requested != null && Boolean.TRUE.equals(requested.enabled())) {
      String key = requested.kmsMasterKeyId();
      description.sseDescription(
          sse ->
              sse.status(SSEStatus.ENABLED)
                  .sseType(SSEType.KMS)
                  .kmsMasterKeyArn(key == null ? call.arn("kms", "alias/aws/dynamodb") : key));
    }
  }

  private DescribeTableResponse describe(DescribeTableRequest request, Call call) {
    return DescribeTableResponse.builder()
        .table(apiView(DynamoState.of(call).table(request.tableName()), call))
        .build();
  }

  private UpdateTableResponse update(UpdateTableRequest request, Call call) {
    Table table = DynamoState.of(call).table(request.tableName());
    TableDescription.Builder changed = table.description.toBuilder();
    if (request.deletionProtectionEnabled() != null) {
      changed.deletionProtectionEnabled(request.deletionProtectionEnabled());
    }
    encrypt(changed, request.sseSpecification(), call);
    table.description = changed.build();
    return UpdateTableResponse.builder().tableDescription(apiView(table, call)).build();
  }

  private DeleteTableResponse delete(DeleteTableRequest request, Call call) {
    DynamoState state = DynamoState.of(call);
    Table table = state.table(request.tableName());
    if (Boolean.TRUE.equals(table.description.deletionProtectionEnabled())) {
      throw invalid(
          "Resource cannot be deleted as it is currently protected against deletion. Disable"
              + " deletion protection first.");
    }
    state.tables.remove(table.description.tableName());
    return DeleteTableResponse.builder()
        .tableDescription(table.description.toBuilder().tableStatus(TableStatus.DELETING).build())
        .build();
  }

  private ListTablesResponse list(ListTablesRequest request, Call call) {
    return ListTablesResponse.builder()
        .tableNames(List.copyOf(DynamoState.of(call).tables.keySet()))
        .build();
  }

  private static TableDescription apiView(Table table, Call call) {
    return table.description.toBuilder()
        .itemCount((long) table.size())
        .tableSizeBytes(0L)
        .tableStatus(table.activeAt.isAfter(call.now()) ? TableStatus.CREATING : TableStatus.ACTIVE)
        .build();
  }

  static AwsErrorException invalid(String message) {
    return new AwsErrorException(400, "ValidationException", message);
  }
}
