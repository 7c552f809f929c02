// picks
