package io.beta9.provisioning.cloudsim.aws.dynamodb;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Reads and conditional writes of items. */
final class Items {

  void register(Operations operations) {
    operations.on(GetItemRequest.class, this::get);
    operations.on(PutItemRequest.class, this::put);
    operations.on(DeleteItemRequest.class, this::delete);
    operations.on(UpdateItemRequest.class, this::update);
    operations.on(ScanRequest.class, this::scan);
  }

  private GetItemResponse get(GetItemRequest request, Call call) {
    Table table = DynamoState.of(call).activeTable(request.tableName(), call);
    Map<String, AttributeValue> item = table.item(request.key());
    if (item.isEmpty()) {
      return GetItemResponse.builder().build();
    }
    return GetItemResponse.builder()
        .item(projected(item, request.projectionExpression(), request.expressionAttributeNames()))
        .build();
  }

  private PutItemResponse put(PutItemRequest request, Call call) {
    Table table = DynamoState.of(call).activeTable(request.tableName(), call);
    Map<String, AttributeValue> before = table.item(table.keyOf(request.item(), false));
    check(
        request.conditionExpression(),
        before,
        request.expressionAttributeNames(),
        request.expressionAttributeValues());
    table.put(request.item());
    return "ALL_OLD".equals(request.returnValuesAsString()) && !before.isEmpty()
        ? PutItemResponse.builder().attributes(before).build()
        : PutItemResponse.builder().build();
  }

  private DeleteItemResponse delete(DeleteItemRequest request, Call call) {
    Table table = DynamoState.of(call).activeTable(request.tableName(), call);
    Map<String, AttributeValue> before = table.item(request.key());
    check(
        request.conditionExpression(),
        before,
        request.expressionAttributeNames(),
        request.expressionAttributeValues());
    table.remove(request.key());
    return "ALL_OLD".equals(request.returnValuesAsString()) && !before.isEmpty()
        ? DeleteItemResponse.builder().attributes(before).build()
        : DeleteItemResponse.builder().build();
  }

  private UpdateItemResponse update(UpdateItemRequest request, Call call) {
    Table table = DynamoState.of(call).activeTable(request.tableName(), call);
    Map<String, AttributeValue> before = table.item(request.key());
    check(
        request.conditionExpression(),
        before,
        request.expressionAttributeNames(),
        request.expressionAttributeValues());
    Map<String, AttributeValue> after = new HashMap<>(before);
    after.putAll(request.key());
    if (request.updateExpression() != null) {
      UpdateExpression.of(
              request.updateExpression(),
              request.expressionAttributeNames(),
              request.expressionAttributeValues())
          .apply(before, after);
    }
    table.put(after);
    return switch (request.returnValuesAsString()) {
      case "ALL_NEW", "UPDATED_NEW" -> UpdateItemResponse.builder().attributes(after).build();
      case "ALL_OLD", "UPDATED_OLD" -> UpdateItemResponse.builder().attributes(before).build();
      case null, default -> UpdateItemResponse.builder().build();
    };
  }

  private ScanResponse scan(ScanRequest request, Call call) {
    Table table = DynamoState.of(call).activeTable(request.tableName(), call);
    List<Map<String, AttributeValue>> found = new ArrayList<>();
    int scanned = 0;
    for (Map<String, AttributeValue> item : table.items()) {
      scanned++;
      if (request.filterExpression() == null
          || ConditionExpression.of(
                  request.filterExpression(),
                  request.expressionAttributeNames(),
                  request.expressionAttributeValues())
              .holds(item)) {
        found.add(
            projected(item, request.projectionExpression(), request.expressionAttributeNames()));
      }
    }
    return ScanResponse.builder().items(found).count(found.size()).scannedCount(scanned).build();
  }

  private static void check(
      @Nullable String condition,
      Map<String, AttributeValue> item,
      Map<String, String> names,
      Map<String, AttributeValue> values) {
    if (condition != null && !ConditionExpression.of(condition, names, values).holds(item)) {
      throw new AwsErrorException(
          400, "ConditionalCheckFailedException", "The conditional request failed");
    }
  }

  private static Map<String, AttributeValue> projected(
      Map<String, AttributeValue> item, @Nullable String projection, Map<String, String> names) {
    if (projection == null) {
      return item;
    }
    Map<String, AttributeValue> kept = new HashMap<>();
    for (String part : projection.split(",", -1)) {
      String name = names.getOrDefault(part.strip(), part.strip());
      AttributeValue value = item.get(name);
      if (value != null) {
        kept.put(name, value);
      }
    }
    return kept;
  }
}
