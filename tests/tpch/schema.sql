CREATE TABLE region (r_regionkey INT NOT NULL, r_name VARCHAR(25), r_comment VARCHAR(152), PRIMARY KEY (r_regionkey));
CREATE TABLE nation (n_nationkey INT NOT NULL, n_name VARCHAR(25), n_regionkey INT, n_comment VARCHAR(152), PRIMARY KEY (n_nationkey));
CREATE TABLE supplier (s_suppkey INT NOT NULL, s_name VARCHAR(25), s_address VARCHAR(40), s_nationkey INT, s_phone VARCHAR(15),
  s_acctbal NUMBER(15,2), s_comment VARCHAR(101), PRIMARY KEY (s_suppkey));
CREATE TABLE customer (c_custkey INT NOT NULL, c_name VARCHAR(25), c_address VARCHAR(40), c_nationkey INT, c_phone VARCHAR(15),
  c_acctbal NUMBER(15,2), c_mktsegment VARCHAR(10), c_comment VARCHAR(117), PRIMARY KEY (c_custkey));
CREATE TABLE part (p_partkey INT NOT NULL, p_name VARCHAR(55), p_mfgr VARCHAR(25), p_brand VARCHAR(10), p_type VARCHAR(25), p_size INT,
  p_container VARCHAR(10), p_retailprice NUMBER(15,2), p_comment VARCHAR(23), PRIMARY KEY (p_partkey));
CREATE TABLE partsupp (ps_partkey INT NOT NULL, ps_suppkey INT NOT NULL, ps_availqty INT, ps_supplycost NUMBER(15,2),
  ps_comment VARCHAR(199), PRIMARY KEY (ps_partkey, ps_suppkey));
CREATE TABLE orders (o_orderkey INT NOT NULL, o_custkey INT, o_orderstatus VARCHAR(1), o_totalprice NUMBER(15,2), o_orderdate DATE,
  o_orderpriority VARCHAR(15), o_clerk VARCHAR(15), o_shippriority INT, o_comment VARCHAR(79), PRIMARY KEY (o_orderkey));
CREATE TABLE lineitem (l_orderkey INT NOT NULL, l_partkey INT, l_suppkey INT, l_linenumber INT NOT NULL, l_quantity NUMBER(15,2),
  l_extendedprice NUMBER(15,2), l_discount NUMBER(15,2), l_tax NUMBER(15,2), l_returnflag VARCHAR(1), l_linestatus VARCHAR(1),
  l_shipdate DATE, l_commitdate DATE, l_receiptdate DATE, l_shipinstruct VARCHAR(25), l_shipmode VARCHAR(10), l_comment VARCHAR(44),
  PRIMARY KEY (l_orderkey, l_linenumber));
