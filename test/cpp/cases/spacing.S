// where -E puts spaces
#define id(x) x
#define E
id(foo)123 id(foo)id(bar) id(1)id(2) id(.)id(5) id(\)foo
id(foo).5 id(foo)1e5 id(foo)0x
id(1)'a' id(1)"a" id(a)'c' id(a)"s" id(a)L"s" id("a")b id('a')b id("a")"b"
id(@)id(@) id(\)id(\) id(\)1 id($)a id(-)- id(+)+= id(=)= id(<)<= id(.).. id(..). id(#)id(#)
id(/)/ id(/)id(*) id(%)id(:) id(<)id(:) id(>)> id(>)>= id(<)< id(&)& id(|)| id(-)> id(->)* id(:): id(:)>
id(1).x id(1)+1 id(1e)+1 id(1)... id(..).5 id(!)= id(*)= id(^)= id(%)= id(<<)= id(>>)= id(<=)>
E x
  E x
E/**/E x
x E y
x E
    E
        E   y
aE b(E)c [E] -E- (E)
#define P(a,b) a ## b
P(., foo) P(.,foo) [P(x,)] P(,y) P(-,>) [P(,)] P( a , b ) P(a
,b)
#define Q(a) . ## a
Q(z) Q( z )
#define R(a) a a
R( x ) R() R(E) R(E x) R(x E)
#define S(a) [ a ][a] a-a
S(1) S( 1 ) S() S(E)
#define O o
O O O-O O+O .O O. (O)
 O
	O
							O
                                                          deep O
