package io.giftledger.emulator;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The database in which ElasticMQ keeps queues and messages, as an earlier process left it. */
final class QueueDatabase {
  private final String url;

  QueueDatabase(String url) {
    this.url = url;
  }

  /**
   * @param queues how many queues it holds
   * @param messages how many messages all of them hold
   */
  record Contents(int queues, int messages) {}

  /**
   * Makes visible what was being worked on when the earlier process ended: whoever received it
   * ended with it, so nobody needs to wait for the visibility timeout.
   */
  Contents release() {
    // No compaction when it closes: after a kill that is the one thing here that can go wrong.
    try (Connection connection = DriverManager.getConnection(url + ";MAX_COMPACT_TIME=0", "", "");
        Statement statement = connection.createStatement()) {
      int messages = 0;
      for (String table : messageTables(statement)) {
        statement.executeUpdate(
            "UPDATE %s SET next_delivery = %d WHERE received IS NOT NULL"
                .formatted(table, System.currentTimeMillis()));
        messages += count(statement, table);
      }
      return new Contents(hasQueues(statement) ? count(statement, "queue") : 0, messages);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read the queues in " + url, e);
    }
  }

  private static List<String> messageTables(Statement statement) throws SQLException {
    return tables(statement, "MESSAGE\\_%");
  }

  private static boolean hasQueues(Statement statement) throws SQLException {
    return !tables(statement, "QUEUE").isEmpty();
  }

  private static List<String> tables(Statement statement, String pattern) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC' AND"
                + " table_name LIKE '"
                + pattern
                + "'")) {
      while (rows.next()) tables.add(rows.getString(1));
    }
    return tables;
  }

  private static int count(Statement statement, String table) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
